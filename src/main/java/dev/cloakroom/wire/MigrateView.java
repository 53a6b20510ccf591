package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was brought over, or would be.
///
/// @param account what the login became
/// @param dryRun whether nothing was changed
/// @param changes each thing and what became of it, in order
/// @param now how the account stands; null after a dry run
@Json(naming = Naming.LowerUnderscore)
public record MigrateView(
    String account, boolean dryRun, List<ChangeView> changes, @Nullable AccountView now) {
  public MigrateView {
    changes = List.copyOf(changes);
  }
}
