package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// One thing that holds a container in.
///
/// @param name as in `--without`
/// @param meaning what it means for the command, in a few words
/// @param up whether it is there
@Json(naming = Naming.LowerUnderscore)
public record GuardView(String name, String meaning, boolean up) {}
