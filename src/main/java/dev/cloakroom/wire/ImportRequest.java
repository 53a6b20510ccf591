package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Hands in tokens of another system.
///
/// @param account that they are for, as `provider/name`
/// @param tokens JSON, or a bare refresh token
/// @param dryRun whether to tell only whether they would be taken
@Json(naming = Naming.LowerUnderscore)
public record ImportRequest(String account, Secret tokens, boolean dryRun) {
  public ImportRequest {
    Objects.requireNonNull(account);
    Objects.requireNonNull(tokens);
  }
}
