package dev.cloakroom.chaos;

import java.time.Duration;

/// What a family of tokens is given under.
///
/// @param lifetime of its access tokens
/// @param rotation of its refresh tokens
/// @param leeway how long a spent refresh token still works, where the rotation has leeway
/// @param expired whether its first access token is too old already
record Terms(Case theCase, Duration lifetime, Rotation rotation, Duration leeway, boolean expired) {
  /// An hour, and what the case says.
  static Terms of(Case theCase) {
    return new Terms(
        theCase, Duration.ofHours(1), theCase.rotation(), Duration.ofSeconds(30), false);
  }
}
