package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Asks for a backup.
///
/// @param passphrase that it is sealed with
@Json(naming = Naming.LowerUnderscore)
public record BackupRequest(Secret passphrase) {
  public BackupRequest {
    Objects.requireNonNull(passphrase);
  }
}
