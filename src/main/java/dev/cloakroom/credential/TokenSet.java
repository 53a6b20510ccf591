package dev.cloakroom.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An account's tokens of one generation. Immutable.
///
/// @param generation which one it is
/// @param access the access token
/// @param refresh the refresh token; null when the provider gave none
/// @param tokenType as the provider wrote it, usually `Bearer`
/// @param issuedAt when we received it, by our clock
/// @param expiresAt when the access token ends, by our clock; null when it does not expire
/// @param scopes what it may do
public record TokenSet(
    Generation generation,
    Secret access,
    @Nullable Secret refresh,
    String tokenType,
    Instant issuedAt,
    @Nullable Instant expiresAt,
    Scopes scopes) {

  /// Whether the access token lives for at least `margin` after `now`.
  public boolean liveFor(Duration margin, Instant now) {
    return expiresAt == null || (!expiresAt.isBefore(now.plus(margin)) && expiresAt.isAfter(now));
  }

  /// How long the access token was good for when it came; null when it does not expire.
  public @Nullable Duration lifetime() {
    return expiresAt == null ? null : Duration.between(issuedAt, expiresAt);
  }
}
