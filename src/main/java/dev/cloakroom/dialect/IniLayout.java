package dev.cloakroom.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file of sections with `key = value` lines, where a value may be JSON. Of a file with many
/// sections, the first one counts that has all keys whose value is JSON.
final class IniLayout implements Layout {
  private final String header;
  private final Template template;
  private final List<Line> lines;

  /// A line of the template; the value as JSON when it is that, or else as text.
  private record Line(String key, @Nullable JsonLayout json, List<Template.Part> text) {}

  /// The name and the lines of one section of a file.
  private record Part(String header, List<String> lines) {}

  IniLayout(String text) {
    this.template = Template.text(text);
    this.header = text.lines().findFirst().orElse("");
    this.lines =
        text.lines().skip(1).filter(line -> line.contains("=")).map(IniLayout::line).toList();
  }

  private static Line line(String text) {
    var value = value(text);
    var parts = Template.text(value).lines();
    return new Line(
        key(text),
        value.startsWith("{") ? new JsonLayout(value, Set.of(), List.of(), List.of()) : null,
        parts.isEmpty() ? List.of() : parts.getFirst());
  }

  @Override
  public String write(Function<String, @Nullable Object> values) {
    return template.render(values);
  }

  /// Other sections stay as they are, and so do lines of this one that the template does not name.
  @Override
  public String rewrite(String existing, Function<String, @Nullable Object> values) {
    var fresh = parts(write(values)).getLast();
    var text = new StringBuilder();
    boolean there = false;
    for (var part : parts(existing)) {
      boolean same = part.header.equals(fresh.header);
      append(text, same ? merged(part, fresh) : part);
      there |= same;
    }
    if (!there) {
      append(text, fresh);
    }
    return text.toString();
  }

  @Override
  public Shares shares(String existing, Function<String, @Nullable Object> values) {
    var header = parts(write(values)).getLast().header;
    var ours = new StringBuilder();
    var others = new StringBuilder();
    for (var part : parts(existing)) {
      append(part.header.equals(header) ? ours : others, part);
    }
    return new Shares(ours.toString(), others.toString());
  }

  @Override
  public Optional<Map<String, @Nullable Object>> read(String text) {
    return parts(text).stream().map(this::read).flatMap(Optional::stream).findFirst();
  }

  @Override
  public List<String> names() {
    return template.names();
  }

  private Optional<Map<String, @Nullable Object>> read(Part part) {
    var found = new HashMap<String, @Nullable Object>();
    read(Template.text(header).lines().getFirst(), part.header, found);
    for (var wanted : lines) {
      var line = part.lines.stream().filter(there -> key(there).equals(wanted.key)).findFirst();
      if (wanted.json == null) {
        line.ifPresent(there -> read(wanted.text, value(there), found));
      } else {
        var inner = line.flatMap(there -> wanted.json.read(value(there)));
        if (inner.isEmpty()) {
          return Optional.empty();
        }
        found.putAll(inner.get());
      }
    }
    return Optional.of(found);
  }

  private static void read(
      List<Template.Part> parts, String text, Map<String, @Nullable Object> found) {
    var matcher = Layout.pattern(parts).matcher(text);
    if (matcher.matches()) {
      found.putAll(Layout.found(parts, matcher));
    }
  }

  private static Part merged(Part old, Part fresh) {
    var lines = new ArrayList<>(fresh.lines.stream().filter(line -> !line.isBlank()).toList());
    var keys = lines.stream().map(IniLayout::key).toList();
    old.lines.stream().filter(line -> !keys.contains(key(line))).forEach(lines::add);
    return new Part(old.header, lines);
  }

  private static List<Part> parts(String text) {
    var parts = new ArrayList<Part>();
    parts.add(new Part("", new ArrayList<>()));
    for (var line : text.lines().toList()) {
      if (line.startsWith("[")) {
        parts.add(new Part(line.strip(), new ArrayList<>()));
      } else {
        parts.getLast().lines.add(line);
      }
    }
    return parts;
  }

  private static void append(StringBuilder text, Part part) {
    if (!part.header.isEmpty()) {
      text.append(part.header).append('\n');
    }
    part.lines.forEach(line -> text.append(line).append('\n'));
  }

  private static String key(String line) {
    return line.split("=", 2)[0].strip();
  }

  private static String value(String line) {
    int equals = line.indexOf('=');
    return equals < 0 ? "" : line.substring(equals + 1).strip();
  }
}
