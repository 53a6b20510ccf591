package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// What `setup isolation` did, or would do.
///
/// @param folder the checkout
/// @param dryRun whether nothing was changed
/// @param changes each change, in order; nothing when all was as it shall be
/// @param warnings what the person should know besides
/// @param compared what containers reach, before and after
@Json(naming = Naming.LowerUnderscore)
public record IsolationView(
    String folder,
    boolean dryRun,
    List<ChangeView> changes,
    List<String> warnings,
    List<ComparedView> compared) {
  public IsolationView {
    changes = List.copyOf(changes);
    warnings = List.copyOf(warnings);
    compared = List.copyOf(compared);
  }
}
