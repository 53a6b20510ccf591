package dev.cloakroom.catalog;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One mapping of the settings, read key by key; every complaint names the full path of its key.
///
/// A key that is missing reads as the value given for it.
public final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");

  private static final int LONGEST_SECRET = 64 << 10;
  private static final Pattern SHOWABLE = Pattern.compile("[\\w./:-]{1,64}");

  private final String path;
  private final Map<?, ?> entries;

  private Section(String path, Map<?, ?> entries) {
    this.path = path;
    this.entries = entries;
  }

  /// Takes `value`, which stands at `path`; nothing at all counts as an empty mapping.
  public static Section of(String path, @Nullable Object value) {
    if (value == null) {
      return new Section(path, Map.of());
    }
    if (value instanceof Map<?, ?> entries) {
      return new Section(path, entries);
    }
    throw wrongType(path, "a mapping");
  }

  /// Refuses every key that is not among `known`.
  public Section allowOnly(Set<String> known) {
    for (var key : entries.keySet()) {
      if (!(key instanceof String name) || !known.contains(name)) {
        throw problem(
            "unknown-key",
            pathOf(shown(key))
                + " is not a known key: remove it, or use one of "
                + String.join(", ", new TreeSet<>(known))
                + ".");
      }
    }
    return this;
  }

  /// A key as messages show it. One that is no plain word may be anything, a secret too.
  private static String shown(@Nullable Object key) {
    return key instanceof String name && SHOWABLE.matcher(name).matches() ? name : "(a key)";
  }

  public boolean has(String key) {
    return entries.get(key) != null;
  }

  /// The keys that are there, sorted.
  public Set<String> keys() {
    var keys = new TreeSet<String>();
    entries.keySet().forEach(key -> keys.add(String.valueOf(key)));
    return keys;
  }

  /// The full path of a key, for messages.
  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// What stands under a key, as it was read.
  public @Nullable Object value(String key) {
    return entries.get(key);
  }

  /// The mapping under a key; empty when it is missing.
  public Section section(String key) {
    return of(pathOf(key), entries.get(key));
  }

  /// The text under a key; null when it is missing.
  public @Nullable String text(String key) {
    var value = entries.get(key);
    return value == null ? null : text(value, pathOf(key));
  }

  public String text(String key, String otherwise) {
    var text = text(key);
    return text == null ? otherwise : text;
  }

  /// The secret in the file that a key names, relative to `folder`; null when the key is missing.
  public @Nullable Secret secretIn(String key, Path folder) {
    var name = text(key);
    if (name == null) {
      return null;
    }
    var where = pathOf(key);
    try (var in = Files.newInputStream(folder.resolve(name))) {
      var text = new String(in.readNBytes(LONGEST_SECRET), StandardCharsets.UTF_8).stripTrailing();
      if (text.isEmpty()) {
        throw problem("missing-file", where + " names an empty file: put the secret in it.");
      }
      if (text.length() >= LONGEST_SECRET || text.chars().anyMatch(Character::isISOControl)) {
        throw problem(
            "wrong-value", where + " names a file that holds no secret: put it alone on one line.");
      }
      return Secret.of(text);
    } catch (IOException | InvalidPathException _) {
      throw problem(
          "missing-file",
          where + " names a file that can't be read: create it, or correct the path.");
    }
  }

  /// The path under a key, relative to `folder`; null when the key is missing.
  public @Nullable Path path(String key, Path folder) {
    var text = text(key);
    try {
      return text == null ? null : folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException _) {
      throw wrongType(pathOf(key), "a path");
    }
  }

  public boolean flag(String key, boolean otherwise) {
    return switch (entries.get(key)) {
      case null -> otherwise;
      case Boolean flag -> flag;
      default -> throw wrongType(pathOf(key), "true or false");
    };
  }

  /// A list of texts.
  public List<String> texts(String key, List<String> otherwise) {
    return list(key, otherwise, item -> text(item, pathOf(key)));
  }

  /// A whole number within bounds.
  public int number(String key, int otherwise, int least, int most) {
    return switch (entries.get(key)) {
      case null -> otherwise;
      case Integer number when number >= least && number <= most -> number;
      default -> throw wrongType(pathOf(key), "a whole number from " + least + " to " + most);
    };
  }

  Set<Integer> numbers(String key, Set<Integer> otherwise) {
    return Set.copyOf(
        list(
            key,
            List.copyOf(otherwise),
            item -> {
              if (item instanceof Integer number) {
                return number;
              }
              throw wrongType(pathOf(key), "a list of whole numbers");
            }));
  }

  public Map<String, String> textsByName(String key, Map<String, String> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    var inner = section(key);
    var texts = new LinkedHashMap<String, String>();
    inner.entries.forEach((name, value) ->
        texts.put(String.valueOf(name), text(value, inner.pathOf(String.valueOf(name)))));
    return texts;
  }

  @Nullable URI uri(String key, @Nullable URI otherwise) {
    var text = text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      var uri = URI.create(text);
      if (Endpoints.isConfidential(uri)) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // told below, as every other address that can't be used
    }
    throw problem(
        "bad-uri",
        pathOf(key) + " must be an https:// address; http:// is taken for this machine only.");
  }

  public @Nullable Duration duration(String key, @Nullable Duration otherwise) {
    var text = text(key);
    if (text == null) {
      return otherwise;
    }
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw wrongType(pathOf(key), "a duration such as 30s, 10m, 8h or 90d");
    }
    var unit = matcher.group(2).toUpperCase(Locale.ROOT);
    return Duration.parse(
        unit.equals("D") ? "P" + matcher.group(1) + "D" : "PT" + matcher.group(1) + unit);
  }

  public <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
    var text = text(key);
    if (text == null) {
      return otherwise;
    }
    for (var constant : type.getEnumConstants()) {
      if (wordFor(constant).equals(text)) {
        return constant;
      }
    }
    throw problem(
        "wrong-value",
        pathOf(key)
            + " must be one of "
            + String.join(
                ", ", List.of(type.getEnumConstants()).stream().map(Section::wordFor).toList())
            + ".");
  }

  static Problem problem(String code, String message) {
    return new Problem(Kind.USAGE, code, message);
  }

  private <T> List<T> list(String key, List<T> otherwise, Function<@Nullable Object, T> reader) {
    return switch (entries.get(key)) {
      case null -> otherwise;
      case List<?> items -> items.stream().<T>map(reader).toList();
      default -> throw wrongType(pathOf(key), "a list");
    };
  }

  private static String wordFor(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(@Nullable Object value, String path) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw wrongType(path, "text (put it in quotes if it looks like something else)");
  }

  private static Problem wrongType(String path, String wanted) {
    return problem("wrong-type", (path.isEmpty() ? "it" : path) + " must be " + wanted + ".");
  }
}
