package dev.cloakroom.chaos;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON from and to plain maps and lists.
final class Json {
  private static final JsonType<Object> ANYTHING =
      Jsonb.builder().serializeNulls(true).build().type(Object.class);

  private Json() {}

  static String write(Object document) {
    return ANYTHING.toJson(document);
  }

  /// What a text says; empty when it is no JSON.
  static Optional<Object> read(String text) {
    try {
      return Optional.ofNullable(ANYTHING.fromJson(text));
    } catch (JsonException | IllegalStateException _) {
      return Optional.empty();
    }
  }

  /// The object that a text says; empty when there is no text.
  ///
  /// @throws IllegalArgumentException when it says something else
  static Map<?, ?> members(String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    if (read(text).orElse("") instanceof Map<?, ?> members) {
      return members;
    }
    throw new IllegalArgumentException("an order is a JSON object");
  }

  /// The list of words that a text says; empty when it says something else.
  static List<String> words(String text) {
    return read(text).orElse("") instanceof List<?> words
        ? words.stream().map(String::valueOf).toList()
        : List.of();
  }

  /// An object with its fields in the order given: name, value, name, value, …
  static Map<String, Object> object(@Nullable Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      put(object, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  private static void put(Map<String, Object> object, String name, @Nullable Object value) {
    if (value != null) {
      object.put(name, value);
    }
  }
}
