package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import org.jspecify.annotations.Nullable;

/// Something that happened while a plan was verified, one JSON object a line.
///
/// @param type `notice`, `finding` or `ended`
/// @param finding of `finding`: what was tried, and what came of it
/// @param text words for people
/// @param reason of `ended`: the stable code of a failure; null when all could be tried
@Json(naming = Naming.LowerUnderscore)
public record VerifyEvent(
    String type, @Nullable FindingView finding, @Nullable String text, @Nullable String reason) {}
