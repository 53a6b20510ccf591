package dev.cloakroom.consent;

import java.time.Duration;

/// How a thread waits. A parameter, so that tests need not.
@FunctionalInterface
public interface Sleeper {
  /// Returns after `duration`.
  void sleep(Duration duration) throws InterruptedException;
}
