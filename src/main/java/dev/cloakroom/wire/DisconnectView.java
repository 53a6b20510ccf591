package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// What a disconnect did.
///
/// @param account what is gone
/// @param revoked whether the provider took back the authorization
/// @param grants which grants ended, as `workload name`
@Json(naming = Naming.LowerUnderscore)
public record DisconnectView(String account, boolean revoked, List<String> grants) {}
