package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// A link for a person: to open in a browser, good once; or for their calendar.
@Json(naming = Naming.LowerUnderscore)
public record LinkView(String link) {}
