package dev.cloakroom.broker;

/// A bug that is planted into what the engine stands on, to see it caught.
enum Plant {
  NONE,
  /// The store says that a new generation is durable before it is.
  PUBLISH_BEFORE_COMMIT,
  /// The store says that an attempt is durable before it is.
  REQUEST_BEFORE_ATTEMPT,
  /// A backup is restored by a vault that has forgotten which refresh tokens are spent.
  RESTORE_WITHOUT_FINGERPRINT,
  /// A reply that brings no new access token is taken for a failure, and not kept.
  CLASSIFY_BEFORE_PERSIST,
  /// All nodes have one name, so that each takes the others' open attempts for its own leftovers.
  TAKE_OVER_AT_ONCE,
  /// A strict provider is taken for one that does not rotate.
  STRICT_TAKEN_FOR_PLAIN,
  /// A provider is taken for one with ten times its leeway.
  LEEWAY_TOO_LONG
}
