package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Map;

/// What rclone calls the providers that it has a backend for.
final class RcloneBackend implements Knowledge {
  private static final Map<String, String> BACKENDS =
      Map.of("google", "drive", "microsoft", "onedrive");

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    var provider = facts.account().split("/", 2)[0];
    return Map.of("backend", BACKENDS.getOrDefault(provider, provider));
  }
}
