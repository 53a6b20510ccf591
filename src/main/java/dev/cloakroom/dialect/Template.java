package dev.cloakroom.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with places for values: `$access`, or `${expiry.seconds:0}` with what stands there when
/// there is none.
///
/// A place inside double quotes takes its value as the text of a JSON string, empty when there is
/// none. Elsewhere it takes a JSON value, `null` when there is none; or, in a template that is not
/// JSON, the text alone, on one line. A line with `$each-host` is there once for each API host.
/// Immutable.
final class Template {
  private static final String EACH = "each-host";
  private static final String NAME =
      "((?:expiry|issued|expires-in)\\.[a-z]+(?:-[a-z]+)*|[a-z]+(?:-[a-z]+)*)";
  private static final Pattern PLACE =
      Pattern.compile("\\$(?:\\{" + NAME + "(?::([^}]*))?}|" + NAME + ")");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private final boolean json;
  private final List<List<Part>> lines;

  /// A piece of a template.
  sealed interface Part {
    /// Text that is there as it is.
    record Literal(String text) implements Part {}

    /// A place for a value.
    ///
    /// @param name of the value
    /// @param otherwise what stands there when there is no value; null for the usual
    /// @param quoted whether the place is inside double quotes
    record Place(String name, @Nullable String otherwise, boolean quoted) implements Part {}
  }

  private Template(boolean json, String text) {
    this.json = json;
    this.lines = Pattern.compile("(?<=\n)").splitAsStream(text).map(Template::parts).toList();
  }

  /// A template of JSON.
  static Template json(String text) {
    return new Template(true, text);
  }

  /// A template of anything else.
  static Template text(String text) {
    return new Template(false, text);
  }

  /// Its pieces, line by line.
  List<List<Part>> lines() {
    return lines;
  }

  /// The names of the places in it.
  List<String> names() {
    return lines.stream()
        .flatMap(List::stream)
        .filter(Part.Place.class::isInstance)
        .map(part -> ((Part.Place) part).name())
        .toList();
  }

  /// The text, with each place filled by `values`.
  String render(Function<String, @Nullable Object> values) {
    var rendered = new StringBuilder();
    for (var line : lines) {
      if (line.stream().anyMatch(Template::isRepeated)) {
        for (var host : hosts(values)) {
          append(rendered, line, name -> name.equals(EACH) ? host : values.apply(name));
        }
      } else {
        append(rendered, line, values);
      }
    }
    return rendered.toString();
  }

  private static boolean isRepeated(Part part) {
    return part instanceof Part.Place place && place.name().equals(EACH);
  }

  private static List<?> hosts(Function<String, @Nullable Object> values) {
    return values.apply("api-hosts") instanceof List<?> hosts ? hosts : List.of();
  }

  private void append(
      StringBuilder rendered, List<Part> line, Function<String, @Nullable Object> values) {
    for (var part : line) {
      switch (part) {
        case Part.Literal(var text) -> rendered.append(text);
        case Part.Place place -> rendered.append(filled(place, values.apply(place.name())));
      }
    }
  }

  private String filled(Part.Place place, @Nullable Object value) {
    if (value == null) {
      var usual = json && !place.quoted() ? "null" : "";
      return place.otherwise() == null ? usual : place.otherwise();
    }
    if (place.quoted()) {
      return JsonPrinter.escaped(value.toString());
    }
    return json ? JsonPrinter.compact(value) : CONTROL.matcher(value.toString()).replaceAll("");
  }

  private static List<Part> parts(String line) {
    var parts = new ArrayList<Part>();
    var matcher = PLACE.matcher(line);
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        parts.add(new Part.Literal(line.substring(from, matcher.start())));
      }
      var name = matcher.group(3) == null ? matcher.group(1) : matcher.group(3);
      boolean quoted =
          line.substring(0, matcher.start()).chars().filter(c -> c == '"').count() % 2 == 1;
      parts.add(new Part.Place(name, matcher.group(2), quoted));
      from = matcher.end();
    }
    if (from < line.length()) {
      parts.add(new Part.Literal(line.substring(from)));
    }
    return List.copyOf(parts);
  }
}
