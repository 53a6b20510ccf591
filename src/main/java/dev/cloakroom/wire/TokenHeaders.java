package dev.cloakroom.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/// The headers of a reply whose body is a token in a form of the asker's choice: what [TokenView]
/// says besides.
public final class TokenHeaders {
  /// The token set that it belongs to.
  public static final String GENERATION = "Cloakroom-Generation";

  /// What is not as it was asked for; missing when all is.
  public static final String WARNING = "Cloakroom-Warning";

  private TokenHeaders() {}

  /// The headers for that token.
  public static Map<String, String> of(TokenView token) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "text/plain; charset=utf-8");
    headers.put("Cache-Control", "no-store");
    headers.put(GENERATION, Long.toString(token.generation()));
    if (token.warning() != null) {
      headers.put(WARNING, token.warning().replaceAll("[^\\x20-\\x7e]", "?"));
    }
    return headers;
  }
}
