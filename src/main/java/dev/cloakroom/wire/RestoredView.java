package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// What happens to an account of a backup.
///
/// @param account as `provider/name`
/// @param outcome `added`, `kept`, `spent`, `brought-back`, `other-subject` or `damaged`
@Json(naming = Naming.LowerUnderscore)
public record RestoredView(String account, String outcome) {}
