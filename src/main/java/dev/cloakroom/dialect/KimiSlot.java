package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Map;

/// Where Kimi Code looks for its tokens: under a name that depends on its two addresses.
final class KimiSlot implements Knowledge {
  private static final String OAUTH_HOST = "https://auth.kimi.com";
  private static final String BASE_URL = "https://api.kimi.com/coding/v1";
  private static final String USUAL = "kimi-code";
  private static final int SHORT = 16;

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    var set = facts.variables();
    var host =
        mode == Mode.TOKEN_ENDPOINT
            ? facts.endpoint().toString()
            : set.getOrDefault(
                "KIMI_CODE_OAUTH_HOST", set.getOrDefault("KIMI_OAUTH_HOST", OAUTH_HOST));
    var base = set.getOrDefault("KIMI_CODE_BASE_URL", BASE_URL);
    return Map.of("slot", slot(host, base), "base-url", trimmed(base));
  }

  /// The name for an authorization server and an API.
  static String slot(String oauthHost, String baseUrl) {
    var host = trimmed(oauthHost);
    var base = trimmed(baseUrl);
    if (host.equals(OAUTH_HOST) && base.equals(BASE_URL)) {
      return USUAL;
    }
    var json =
        "{\"oauthHost\":\"%s\",\"baseUrl\":\"%s\"}"
            .formatted(JsonPrinter.escaped(host), JsonPrinter.escaped(base));
    return USUAL + "-env-" + Digest.sha256(json).substring(0, SHORT);
  }

  private static String trimmed(String address) {
    int end = address.length();
    while (end > 0 && address.charAt(end - 1) == '/') {
      end--;
    }
    return address.substring(0, end);
  }
}
