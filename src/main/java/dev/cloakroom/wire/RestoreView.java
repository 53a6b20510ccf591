package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import java.util.List;

/// What a restore did, or would do.
///
/// @param made when the backup was made
/// @param dryRun whether nothing was changed
/// @param accounts what happens to each account of the backup
/// @param grants how many grants come with accounts that are added
/// @param grantsLeft how many are left
/// @param blocks how many blocks are new
@Json(naming = Naming.LowerUnderscore)
public record RestoreView(
    Instant made,
    boolean dryRun,
    List<RestoredView> accounts,
    int grants,
    int grantsLeft,
    int blocks) {
  public RestoreView {
    accounts = List.copyOf(accounts);
  }
}
