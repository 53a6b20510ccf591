package dev.cloakroom.sandbox;

/// What a container's bwrap is started in.
interface Surroundings extends AutoCloseable {
  /// The host's own; bwrap makes whatever else the container has.
  Surroundings HOST = command -> command;

  /// The same command, started inside.
  ProcessBuilder enter(ProcessBuilder command);

  /// bwrap has begun, and read what it was to read.
  default void begun() {}

  /// Ends them. Returns when nothing of them is left.
  @Override
  default void close() {}
}
