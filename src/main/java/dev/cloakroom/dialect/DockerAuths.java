package dev.cloakroom.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.credential.TokenSet;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The registries in a file of Docker's, each with a user and the token in Base64.
final class DockerAuths implements Knowledge {
  private static final String USER = "oauth2:";

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    var auth =
        shown
            .access()
            .useText(token -> Base64.getEncoder().encodeToString((USER + token).getBytes(UTF_8)));
    var auths = new LinkedHashMap<String, Object>();
    facts.apiHosts().forEach(host -> auths.put(host, Map.of("auth", auth)));
    return Map.of("auths", auths);
  }

  @Override
  public void conclude(Map<String, @Nullable Object> found) {
    if (!(found.get("auths") instanceof Map<?, ?> auths)) {
      return;
    }
    for (var entry : auths.values()) {
      if (entry instanceof Map<?, ?> registry && registry.get("auth") instanceof String auth) {
        found.put("access", token(auth));
      }
    }
  }

  private static @Nullable String token(String auth) {
    try {
      var text = new String(Base64.getDecoder().decode(auth), UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
