package dev.cloakroom.oauth;

import dev.cloakroom.json.JsonText;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A JSON object that a server sent. It says what it likes, so nothing is taken for granted.
public record Json(Map<?, ?> members) {
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /// Reads an object; empty when the bytes are no JSON, something else, or nested too deep. Bytes
  /// that are no UTF-8, such as an umlaut in a person's name, spoil only themselves.
  public static Optional<Json> read(byte[] bytes) {
    try {
      var value = JsonText.read(new String(bytes, StandardCharsets.UTF_8));
      return value instanceof Map<?, ?> members ? Optional.of(new Json(members)) : Optional.empty();
    } catch (JsonText.MalformedException _) {
      return Optional.empty();
    }
  }

  /// Reads a form, as GitHub answers whoever does not ask for JSON; empty when it is none.
  static Optional<Json> readForm(byte[] bytes) {
    var members = new HashMap<String, String>();
    try {
      for (var pair : new String(bytes, StandardCharsets.UTF_8).strip().split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1
            || members.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)))
                != null) {
          return Optional.empty();
        }
      }
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    return Optional.of(new Json(members));
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
    return members.get(name) instanceof BigDecimal number && number.scale() == 0
        ? Optional.of(number.toPlainString())
        : text(name);
  }

  /// Whether there is an `error` member that says anything.
  boolean hasError() {
    return members.get("error") instanceof Map || text("error").isPresent();
  }

  /// The `error` member, or the `code` inside it, fit to be shown: an error code, or `unknown` when
  /// it is anything else.
  String error() {
    return members.get("error") instanceof Map<?, ?> details
        ? new Json(details).text("code").map(Json::errorCode).orElse("unknown")
        : errorCode(text("error").orElse(""));
  }

  /// `text` when it looks like an error code, else `unknown`, since servers put anything there.
  static String errorCode(String text) {
    return CODE.matcher(text).matches() ? text : "unknown";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
