package dev.cloakroom.oauth;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A successful token reply (RFC 6749 section 5.1), as it came.
///
/// @param access the access token
/// @param refresh the new refresh token; null when the reply has none, so the old one stays
/// @param tokenType as the provider wrote it
/// @param receivedAt when it came, by our clock
/// @param expiresAt when the access token ends, by our clock; null when it does not expire. An
///   expiry that can't be read counts as expired: `receivedAt`
/// @param scopes what was granted; null when the reply does not say, so it is what was asked for
/// @param idToken the OpenID id token; null when there is none
public record TokenReply(
    Secret access,
    @Nullable Secret refresh,
    String tokenType,
    Instant receivedAt,
    @Nullable Instant expiresAt,
    @Nullable Scopes scopes,
    @Nullable Secret idToken) {}
