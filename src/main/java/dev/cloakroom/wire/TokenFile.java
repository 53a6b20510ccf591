package dev.cloakroom.wire;

import dev.cloakroom.credential.Secret;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Json.Naming;
import org.jspecify.annotations.Nullable;

/// A token file in the form that NanoClaw's skills read (`/workspace/tokens/<name>.json`).
///
/// @param accessToken the access token
/// @param refreshToken always null: it stays with the host
/// @param expiresAt when the access token ends, as JavaScript's `toISOString` writes it, with
///   milliseconds and `Z`; null when it does not
@Json(naming = Naming.LowerUnderscore)
public record TokenFile(
    Secret accessToken, @Nullable Secret refreshToken, @Nullable String expiresAt) {}
