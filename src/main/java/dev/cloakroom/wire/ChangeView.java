package dev.cloakroom.wire;

import io.avaje.jsonb.Json;

/// One change that was made, or would be.
///
/// @param what a path below the checkout, or a thing in words
/// @param change what became of it
@Json
public record ChangeView(String what, String change) {}
