package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;

/// A mount of a plan.
@Json(naming = Naming.LowerUnderscore)
public record MountView(String host, String container, String access, String why) {}
