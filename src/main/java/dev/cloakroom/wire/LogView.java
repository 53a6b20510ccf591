package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// The log of a run that is kept.
///
/// @param run the run's id
/// @param started when it began: an ISO 8601 instant with `-` for `:`
/// @param bytes how large it is
@Json(naming = Naming.LowerUnderscore)
public record LogView(String run, String started, long bytes) {}
