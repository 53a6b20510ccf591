package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Hands in a backup.
///
/// @param passphrase that it was sealed with
/// @param backup the file, in base64
/// @param dryRun whether to tell only what would happen
@Json(naming = Naming.LowerUnderscore)
public record RestoreRequest(Secret passphrase, String backup, boolean dryRun) {
  public RestoreRequest {
    Objects.requireNonNull(passphrase);
    Objects.requireNonNull(backup);
  }
}
