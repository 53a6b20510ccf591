package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;

/// One line of a run's transcript.
///
/// @param number its place in the transcript, from 1 on
/// @param at when it was whole
/// @param stream `stdout`, `stderr`, or `notice` for the host's own words
/// @param text without its end
@Json(naming = Naming.LowerUnderscore)
public record LineView(long number, Instant at, String stream, String text) {}
