package dev.cloakroom.dialect;

import dev.cloakroom.credential.TokenSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words that stand for a refresh token in a file whose reader wants one.
final class GoogleDummies implements Knowledge {
  private static final String KEPT = "kept-by-cloakroom";

  @Override
  public Map<String, Object> values(Mode mode, TokenSet shown, Facts facts) {
    return Map.of();
  }

  @Override
  public void conclude(Map<String, @Nullable Object> found) {
    if (KEPT.equals(found.get("refresh"))) {
      found.remove("refresh");
    }
  }
}
