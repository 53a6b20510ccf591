package dev.cloakroom.oauth;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A JSON object that a server sent. It says what it likes, so nothing is taken for granted.
record Json(Map<?, ?> members) {
  private static final int DEEPEST = 32;
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /// Reads an object; empty when the bytes are no JSON, something else, or nested too deep.
  static Optional<Json> read(byte[] bytes) {
    if (depth(bytes) > DEEPEST) {
      return Optional.empty();
    }
    try {
      var value = Jsonb.instance().type(Object.class).fromJson(bytes);
      return value instanceof Map<?, ?> members ? Optional.of(new Json(members)) : Optional.empty();
    } catch (JsonException | NumberFormatException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  @Nullable Object value(String name) {
    return members.get(name);
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  /// A member that is text and not empty.
  Optional<String> text(String name) {
    return members.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /// A member that is text, or a whole number, which is read as text.
  Optional<String> textOrNumber(String name) {
    return members.get(name) instanceof Long number
        ? Optional.of(Long.toString(number))
        : text(name);
  }

  /// The `error` member, fit to be shown: an error code, or `unknown` when it is anything else.
  String error() {
    return errorCode(text("error").orElse(""));
  }

  /// `text` when it looks like an error code, else `unknown`, since servers put anything there.
  static String errorCode(String text) {
    return CODE.matcher(text).matches() ? text : "unknown";
  }

  private static int depth(byte[] bytes) {
    int depth = 0;
    int deepest = 0;
    boolean inText = false;
    for (int i = 0; i < bytes.length; i++) {
      switch (bytes[i]) {
        case '"' -> inText = !inText;
        case '\\' -> i++; // whatever is escaped ends nothing
        case '[', '{' -> deepest = Math.max(deepest, inText ? depth : ++depth);
        case ']', '}' -> depth -= inText ? 0 : 1;
        default -> {}
      }
    }
    return deepest;
  }
}
