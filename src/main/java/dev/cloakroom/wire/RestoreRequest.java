package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Hands in a backup, whose bytes follow it.
///
/// @param passphrase that it was sealed with
/// @param dryRun whether to tell only what would happen
@Json(naming = Naming.LowerUnderscore)
public record RestoreRequest(Secret passphrase, boolean dryRun) {
  public RestoreRequest {
    Objects.requireNonNull(passphrase);
  }
}
