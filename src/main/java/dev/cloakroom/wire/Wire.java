package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;

/// Writes and reads the records of this package as JSON, with names in snake case and times in RFC
/// 3339. Safe for any thread.
public final class Wire {
  private static final Jsonb JSONB =
      Jsonb.builder().add((Type) Secret.class, new SecretAdapter().nullSafe()).build();

  private Wire() {}

  /// A record as JSON.
  public static String json(Object value) {
    return JSONB.toJson(value);
  }

  /// A list of records as JSON.
  public static <T> String json(Class<T> type, List<T> values) {
    return JSONB.type(type).list().toJson(values);
  }

  /// Reads a record.
  ///
  /// @throws Problem `bad-json` when the text is not one
  public static <T> T read(Class<T> type, String json) {
    try {
      return Objects.requireNonNull(JSONB.type(type).fromJson(json));
    } catch (JsonException | IllegalArgumentException | NullPointerException e) {
      throw unreadable(e);
    }
  }

  /// Reads a list of records.
  public static <T> List<T> readList(Class<T> type, String json) {
    try {
      return List.copyOf(JSONB.type(type).list().fromJson(json));
    } catch (JsonException | IllegalArgumentException | NullPointerException e) {
      throw unreadable(e);
    }
  }

  private static Problem unreadable(RuntimeException cause) {
    return new Problem(
        Kind.USAGE, "bad-json", "The JSON is not what is expected here: see docs/api.md.", cause);
  }
}
