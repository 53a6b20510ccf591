package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.util.List;

/// What a run may know of itself.
///
/// @param run its id
/// @param workload whose it is
/// @param tokens the names of the tokens within its reach
@Json(naming = Naming.LowerUnderscore)
public record SelfView(String run, String workload, List<String> tokens) {}
