package dev.cloakroom.dialect;

import dev.cloakroom.json.JsonText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file of JSON. Template and file are walked side by side; members that the template has not are
/// nobody's business.
///
/// A member whose name has a place in it stands for the first one of the file that is not named in
/// the template.
final class JsonLayout implements Layout {
  private final Template template;
  private final @Nullable Object tree;
  private final Set<String> marks;
  private final List<String> kept;
  private final List<String> removed;
  private final boolean pretty;

  /// @param marks names of members whose text has to be that of the template
  /// @param kept members, such as `a.b`, that a file which is rewritten keeps as they are
  /// @param removed members that a file which is rewritten loses
  JsonLayout(String text, Set<String> marks, List<String> kept, List<String> removed) {
    this.template = Template.json(text);
    this.tree = JsonText.read(quoted(template));
    this.marks = Set.copyOf(marks);
    this.kept = List.copyOf(kept);
    this.removed = List.copyOf(removed);
    this.pretty = text.strip().contains("\n");
  }

  @Override
  public String write(Function<String, @Nullable Object> values) {
    return template.render(values);
  }

  @Override
  public String rewrite(String existing, Function<String, @Nullable Object> values) {
    var fresh = write(values);
    try {
      if (JsonText.read(existing) instanceof Map<?, ?> old
          && JsonText.read(fresh) instanceof Map<?, ?> ours) {
        kept.stream().filter(path -> has(old, path)).forEach(path -> remove(ours, path));
        var merged = merged(old, ours);
        removed.forEach(path -> remove(merged, path));
        var text = printed(merged);
        return fresh.endsWith("\n") ? text + "\n" : text;
      }
    } catch (JsonText.MalformedException _) {
      // somebody has broken it: nothing there is worth keeping
    }
    return fresh;
  }

  /// Of a file that is not even an object, all is ours to replace.
  @Override
  public Shares shares(String existing, Function<String, @Nullable Object> values) {
    try {
      if (JsonText.read(existing) instanceof Map<?, ?> old
          && JsonText.read(write(values)) instanceof Map<?, ?> ours) {
        boolean none = old.isEmpty();
        removed.forEach(path -> remove(old, path));
        subtract(old, ours);
        return new Shares(none ? "" : existing, old.isEmpty() ? "" : printed(old));
      }
    } catch (JsonText.MalformedException _) {
      // somebody has broken it
    }
    return new Shares(existing, "");
  }

  private static void subtract(Map<?, ?> old, Map<?, ?> ours) {
    ours.forEach((name, value) -> {
      if (old.get(name) instanceof Map<?, ?> before && value instanceof Map<?, ?> after) {
        subtract(before, after);
        if (before.isEmpty()) {
          old.remove(name);
        }
      } else {
        old.remove(name);
      }
    });
  }

  private String printed(Map<?, ?> members) {
    return pretty ? JsonPrinter.pretty(members) : JsonPrinter.compact(members);
  }

  @Override
  public Optional<Map<String, @Nullable Object>> read(String text) {
    var found = new HashMap<String, @Nullable Object>();
    return walk(tree, JsonText.read(text), found) ? Optional.of(found) : Optional.empty();
  }

  @Override
  public List<String> names() {
    return template.names();
  }

  /// What a value of the file says where a value of the template has its places. False when it is
  /// another file than the template's.
  boolean walk(
      @Nullable Object wanted, @Nullable Object there, Map<String, @Nullable Object> found) {
    return switch (wanted) {
      case Map<?, ?> members ->
          there instanceof Map<?, ?> others && walkMembers(members, others, found);
      case String text -> {
        collect(text, there, found);
        yield true;
      }
      case null, default -> true;
    };
  }

  private boolean walkMembers(
      Map<?, ?> wanted, Map<?, ?> there, Map<String, @Nullable Object> found) {
    for (var member : wanted.entrySet()) {
      var name = String.valueOf(member.getKey());
      if (name.contains("$")) {
        if (!walkAny(member.getValue(), wanted, there, found)) {
          return false;
        }
      } else if (there.containsKey(name)) {
        var value = there.get(name);
        boolean differs = marks.contains(name) && !member.getValue().equals(value);
        if (differs || !walk(member.getValue(), value, found)) {
          return false;
        }
      } else if (marks.contains(name)) {
        return false;
      }
    }
    return true;
  }

  /// The first member of the file that the template does not name, and that fits.
  private boolean walkAny(
      @Nullable Object wanted,
      Map<?, ?> named,
      Map<?, ?> there,
      Map<String, @Nullable Object> found) {
    for (var member : there.entrySet()) {
      var own = new HashMap<String, @Nullable Object>();
      if (!named.containsKey(member.getKey()) && walk(wanted, member.getValue(), own)) {
        found.putAll(own);
        return true;
      }
    }
    return false;
  }

  private static void collect(
      String text, @Nullable Object there, Map<String, @Nullable Object> found) {
    var lines = Template.json(text).lines();
    var parts = lines.isEmpty() ? List.<Template.Part>of() : lines.getFirst();
    if (parts.size() == 1 && parts.getFirst() instanceof Template.Part.Place place) {
      found.put(place.name(), there);
    } else if (there instanceof String value) {
      var matcher = Layout.pattern(parts).matcher(value);
      if (matcher.matches()) {
        found.putAll(Layout.found(parts, matcher));
      }
    }
  }

  private static Map<String, @Nullable Object> merged(Map<?, ?> old, Map<?, ?> ours) {
    var merged = new LinkedHashMap<String, @Nullable Object>();
    old.forEach((name, value) -> merged.put(String.valueOf(name), value));
    ours.forEach((key, value) -> {
      var name = String.valueOf(key);
      merged.put(
          name,
          merged.get(name) instanceof Map<?, ?> before && value instanceof Map<?, ?> after
              ? merged(before, after)
              : value);
    });
    return merged;
  }

  private static boolean has(@Nullable Object value, String path) {
    int dot = path.indexOf('.');
    return value instanceof Map<?, ?> members
        && (dot < 0
            ? members.get(path) != null
            : has(members.get(path.substring(0, dot)), path.substring(dot + 1)));
  }

  private static void remove(Map<?, ?> members, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      members.remove(path);
    } else if (members.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
      remove(inner, path.substring(dot + 1));
    }
  }

  /// The template as JSON: each place that is outside of quotes stands in quotes, as text.
  private static String quoted(Template template) {
    var text = new StringBuilder();
    for (var line : template.lines()) {
      for (var part : line) {
        switch (part) {
          case Template.Part.Literal(var literal) -> text.append(literal);
          case Template.Part.Place(var name, _, var quoted) ->
              text.append((quoted ? "${%s}" : "\"${%s}\"").formatted(name));
        }
      }
    }
    return text.toString();
  }
}
