package dev.cloakroom.sandbox;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.problem.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/// The removal of a container that nobody knows the fate of, with those that it needed: tried again
/// while its engine breaks off, for about a minute.
///
/// @param holders containers that are needed as long as it, and removed with it
record Removal(Engine engine, String id, List<String> holders, Pause pause) {
  static final int TRIES = 20;

  private static final Logger LOG = System.getLogger(Removal.class.getName());
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final String SILENT = "engine-silent"; // told after long enough

  /// Lets time pass.
  @FunctionalInterface
  interface Pause {
    void lasts(Duration time) throws InterruptedException;
  }

  Removal {
    holders = List.copyOf(holders);
  }

  /// Kills and removes all. False when the engine has not said that the container is gone.
  boolean succeeds() {
    for (int left = TRIES; left > 0; left--) {
      try {
        if (isDone()) {
          return true;
        }
        pause.lasts(BETWEEN);
      } catch (Problem e) {
        LOG.log(Level.WARNING, "the container {0} is not removed: {1}", id, e.code());
        return false;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private boolean isDone() {
    try {
      engine.remove(id);
      holders.forEach(engine::remove);
      return !engine.has(id);
    } catch (Problem e) {
      if (e.code().equals(SILENT)) {
        throw e;
      }
      return false;
    }
  }
}
