package dev.cloakroom.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.json.JsonText;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens of three parts, as tools look into them. Nothing is verified: they are other people's.
public final class Jwt {
  private static final int PARTS = 3;
  private static final int LONGEST = 32 << 10;

  private Jwt() {}

  /// One that nobody signed, for tools that read claims and check nothing.
  static String unsigned(Map<String, ?> claims) {
    return part("{\"alg\":\"none\",\"typ\":\"JWT\"}")
        + "."
        + part(JsonPrinter.compact(claims))
        + "."
        + part("cloakroom");
  }

  /// The claims of `token`; none when it is no such token.
  public static Map<?, ?> claims(@Nullable Object token) {
    if (!(token instanceof String text) || text.length() > LONGEST) {
      return Map.of();
    }
    var parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      return Map.of();
    }
    try {
      var json = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
      return JsonText.read(json) instanceof Map<?, ?> claims ? claims : Map.of();
    } catch (IllegalArgumentException | JsonText.MalformedException _) {
      return Map.of();
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
