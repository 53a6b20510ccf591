package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import org.jspecify.annotations.Nullable;

/// Tokens of another system that were taken, or would be.
///
/// @param account that they are for
/// @param dryRun whether nothing was changed
/// @param now how that account stands; null after a dry run
@Json(naming = Naming.LowerUnderscore)
public record ImportView(String account, boolean dryRun, @Nullable AccountView now) {}
