package dev.cloakroom.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A file of text. Each line of the template that has a place is looked for in the file; other
/// lines are nobody's business. A template that is one place alone takes the whole file.
final class TextLayout implements Layout {
  private static final String ACCESS = "access";
  private static final String CUT = "<access>";

  private final Template template;
  private final boolean separate;
  private final List<List<Template.Part>> lines;
  private final boolean whole;

  /// @param separate whether each line stands for itself, so that other lines can stay when the
  ///   file is rewritten
  TextLayout(String text, boolean separate) {
    this.template = Template.text(text);
    this.separate = separate;
    this.lines =
        text.lines()
            .map(line -> Template.text(line.strip()).lines())
            .filter(
                line -> !line.isEmpty() && line.getFirst().stream().anyMatch(TextLayout::isPlace))
            .map(List::getFirst)
            .toList();
    this.whole = lines.size() == 1 && lines.getFirst().size() == 1;
  }

  @Override
  public String write(Function<String, @Nullable Object> values) {
    return template.render(values);
  }

  /// Each line takes the place of the one that begins as it does, up to the access token.
  @Override
  public String rewrite(String existing, Function<String, @Nullable Object> values) {
    if (!separate) {
      return write(values);
    }
    return shares(existing, values).others() + write(values);
  }

  @Override
  public Shares shares(String existing, Function<String, @Nullable Object> values) {
    if (!separate) {
      return new Shares(existing, "");
    }
    var beginnings =
        template
            .render(name -> name.equals(ACCESS) ? CUT : values.apply(name))
            .lines()
            .map(line -> line.split(CUT, 2)[0])
            .toList();
    var ours = new StringBuilder();
    var others = new StringBuilder();
    existing
        .lines()
        .forEach(line ->
            (beginnings.stream().anyMatch(line::startsWith) ? ours : others)
                .append(line)
                .append('\n'));
    return new Shares(ours.toString(), others.toString());
  }

  @Override
  public Optional<Map<String, @Nullable Object>> read(String text) {
    var found = new HashMap<String, @Nullable Object>();
    for (var line : lines) {
      var pattern = Layout.pattern(line).pattern();
      var matcher =
          Pattern.compile(whole ? "\\s*+" + pattern + "\\s*+" : "(?m)^[ \\t]*+" + pattern)
              .matcher(text);
      if (whole ? !matcher.matches() : !matcher.find()) {
        return Optional.empty();
      }
      found.putAll(Layout.found(line, matcher));
    }
    return Optional.of(found);
  }

  @Override
  public List<String> names() {
    return template.names();
  }

  private static boolean isPlace(Template.Part part) {
    return part instanceof Template.Part.Place;
  }
}
