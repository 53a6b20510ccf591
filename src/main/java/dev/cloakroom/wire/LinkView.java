package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// A link to open in a browser, good once.
@Json(naming = Naming.LowerUnderscore)
public record LinkView(String link) {}
