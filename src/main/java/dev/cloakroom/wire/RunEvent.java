package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import org.jspecify.annotations.Nullable;

/// Something that happened in a run, one JSON object a line.
///
/// @param type `started`, `output`, `consent`, `notice`, `rerun` or `ended`
/// @param run the run's id
/// @param stream of `output`: `stdout` or `stderr`
/// @param data of `output`: the bytes, in base64
/// @param text words for people
/// @param link of `consent`: where it is answered
/// @param exit of `ended`: the exit code
/// @param reason of `ended`: the stable code of a failure of the run itself; null when the command
///   ended by itself
@Json(naming = Naming.LowerUnderscore)
public record RunEvent(
    String type,
    String run,
    @Nullable String stream,
    @Nullable String data,
    @Nullable String text,
    @Nullable String link,
    @Nullable Integer exit,
    @Nullable String reason) {}
