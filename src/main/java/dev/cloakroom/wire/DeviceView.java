package dev.cloakroom.wire;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A code that a person types on any device to log in.
///
/// @param userCode the code
/// @param verificationUri where to type it
/// @param verificationUriComplete the same with the code in it; null when the provider has none
/// @param expiresAt when it ends
/// @param interval how many seconds the host waits between two looks at the provider, at first
@Json(naming = Naming.LowerUnderscore)
public record DeviceView(
    String userCode,
    String verificationUri,
    @Nullable String verificationUriComplete,
    Instant expiresAt,
    long interval) {}
