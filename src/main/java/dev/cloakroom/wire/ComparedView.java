package dev.cloakroom.wire;

import io.avaje.jsonb.Json;

/// One aspect of a layout, before a change and after it.
@Json
public record ComparedView(String aspect, String before, String after) {}
