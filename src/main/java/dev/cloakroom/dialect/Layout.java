package dev.cloakroom.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a token file is laid out: one template, from which it is both written and read. Immutable.
sealed interface Layout permits JsonLayout, IniLayout, TextLayout {
  /// The file from nothing.
  String write(Function<String, @Nullable Object> values);

  /// The file that somebody else's `existing` becomes: what is none of ours stays.
  String rewrite(String existing, Function<String, @Nullable Object> values);

  /// What of somebody else's `existing` is replaced by [#rewrite], and what would be left without
  /// it.
  Shares shares(String existing, Function<String, @Nullable Object> values);

  /// A file in two; a share is blank when there is none.
  record Shares(String ours, String others) {}

  /// What stands in `text` where the template has its places; empty when it is another file. A
  /// place that is missing is missing; one that holds JSON's null is null.
  ///
  /// @throws dev.cloakroom.json.JsonText.MalformedException when it is no whole file
  Optional<Map<String, @Nullable Object>> read(String text);

  /// The names of its places.
  List<String> names();

  /// The pattern of a line or a text of a template, with a group for each of its places.
  static Pattern pattern(List<Template.Part> parts) {
    var pattern = new StringBuilder();
    for (var part : parts) {
      switch (part) {
        case Template.Part.Literal(var text) -> pattern.append(literal(text));
        case Template.Part.Place place -> pattern.append(place.quoted() ? "([^\"]*)" : "(\\S*)");
      }
    }
    return Pattern.compile(pattern.toString());
  }

  /// Text that has to be there, but for its amount of white space.
  private static String literal(String text) {
    var pattern = new StringBuilder();
    var matcher = Pattern.compile("\\s+|\\S+").matcher(text);
    while (matcher.find()) {
      boolean space = Character.isWhitespace(matcher.group().charAt(0));
      pattern.append(space ? "\\s+" : Pattern.quote(matcher.group()));
    }
    return pattern.toString();
  }

  /// What stands in the places.
  static Map<String, @Nullable Object> found(List<Template.Part> parts, Matcher matcher) {
    var found = new HashMap<String, @Nullable Object>();
    int group = 0;
    for (var part : parts) {
      if (part instanceof Template.Part.Place place) {
        group++;
        found.put(place.name(), matcher.group(group));
      }
    }
    return found;
  }
}
