package dev.cloakroom.chaos;

import java.util.Locale;

/// What the best client can come away with from a case.
enum Hope {
  /// The grant: a refresh token that works, and an access token that works.
  ALIVE,
  /// The knowledge that the grant is dead, and that a person is needed.
  DEAD,
  /// No more than that either, since the only refresh token that works never reached it.
  LOST,
  /// No grant: the person said no, or what came back is not the answer of this server.
  NONE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
