package dev.cloakroom.engine;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A piece of JSON, by whoever wrote it: what is not there, or is something else, reads as nothing.
///
/// @param value a map, a list, a text, a number, a truth value, or null
record Json(@Nullable Object value) {
  private static final Jsonb JSONB = Jsonb.builder().build();

  /// Reads a text; nothing when it is no JSON.
  static Json read(String text) {
    try {
      return new Json(JSONB.type(Object.class).fromJson(text));
    } catch (JsonException | IllegalArgumentException _) {
      return new Json(null);
    }
  }

  static String write(Object value) {
    return JSONB.toJson(value);
  }

  /// A member of an object.
  Json at(String name) {
    return new Json(value instanceof Map<?, ?> members ? members.get(name) : null);
  }

  /// A text; empty for anything else.
  String text() {
    return value instanceof String text ? text : "";
  }

  int number() {
    return value instanceof Number number ? number.intValue() : 0;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /// The items of a list; none for anything else.
  List<Json> items() {
    return value instanceof List<?> items ? items.stream().map(Json::new).toList() : List.of();
  }
}
