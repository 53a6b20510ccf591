package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// One aspect of a foreign layout, in words, before it is changed and after.
@Json(naming = Naming.LowerUnderscore)
public record ComparisonView(String aspect, String before, String after) {}
