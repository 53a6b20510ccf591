package dev.cloakroom.credential;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long an access token lives.
///
/// @param issuedAt when we received it, by our clock
/// @param expiresAt when it ends, by our clock; null when it does not expire
public record Life(Instant issuedAt, @Nullable Instant expiresAt) {
  /// How far in the future a token may seem to have come, before its times are not believed.
  private static final Duration CLOCK_NOISE = Duration.ofMinutes(1);

  /// Whether the token lives for at least `margin` after `now`. One that comes from the future was
  /// dated by a clock that was wrong, so its end is not believed either.
  public boolean liveFor(Duration margin, Instant now) {
    if (expiresAt == null) {
      return true;
    }
    return !expiresAt.isBefore(now.plus(margin))
        && expiresAt.isAfter(now)
        && !issuedAt.isAfter(now.plus(CLOCK_NOISE));
  }

  /// Whether the token was past its end when it came, which is what an end that can't be read
  /// counts as.
  public boolean cameExpired() {
    return expiresAt != null && !expiresAt.isAfter(issuedAt);
  }

  /// How long the token was good for when it came; null when it does not expire.
  public @Nullable Duration lifetime() {
    return expiresAt == null ? null : Duration.between(issuedAt, expiresAt);
  }
}
