package dev.cloakroom.chaos;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What becomes of a refresh token when it is spent.
enum Rotation {
  /// A new one takes its place; the spent one coming back revokes the whole family (RFC 9700
  /// section 4.14.2).
  STRICT,
  /// A new one takes its place; the spent one coming back is refused, and nothing else happens.
  SINGLE,
  /// A new one takes its place; the spent one still works for a while, then as in strict.
  LEEWAY,
  /// It stays.
  NONE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Rotation> of(String id) {
    return Stream.of(values()).filter(rotation -> rotation.id().equals(id)).findAny();
  }
}
