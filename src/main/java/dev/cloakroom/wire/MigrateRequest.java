package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.Objects;

/// Asks that a checkout of NanoKimi is brought over.
///
/// @param folder the checkout, absolute
/// @param name the name of the account that its login becomes
/// @param dryRun whether to tell only what would be done
/// @param leaveOrigin whether the checkout keeps its refresh token
/// @param process the process that asks, by number: it does not count as a use of the checkout
@Json(naming = Naming.LowerUnderscore)
public record MigrateRequest(
    String folder, String name, boolean dryRun, boolean leaveOrigin, long process) {
  public MigrateRequest {
    Objects.requireNonNull(folder);
    Objects.requireNonNull(name);
  }
}
