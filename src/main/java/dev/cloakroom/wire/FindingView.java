package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import org.jspecify.annotations.Nullable;

/// Something that was tried from inside a run, and what came of it.
///
/// @param tried what, in words
/// @param expected whether it should be possible
/// @param found `yes`, `no` or `not tried`, and why in a few words
/// @param ok whether it is as it should be
/// @param guard the guard that it tells of; null when it tells of the plan as a whole
@Json(naming = Naming.LowerUnderscore)
public record FindingView(
    String tried, boolean expected, String found, boolean ok, @Nullable String guard) {}
