package dev.cloakroom.consent;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Naps that last until the test says so; time passes on the clocks meanwhile.
final class Naps implements Sleeper {
  private final BlockingQueue<Duration> asked = new LinkedBlockingQueue<>();
  private final Semaphore ends = new Semaphore(0);
  private final Consumer<Duration> passing;

  Naps(Consumer<Duration> passing) {
    this.passing = passing;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    asked.add(duration);
    ends.acquire();
    passing.accept(duration);
  }

  /// Waits until somebody naps; returns for how long they want to.
  Duration begun() {
    try {
      var duration = asked.poll(10, TimeUnit.SECONDS);
      if (duration == null) {
        throw new AssertionError("nobody went to sleep within ten seconds");
      }
      return duration;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Lets the next nap pass; returns how many seconds it was.
  long pass() {
    var duration = begun();
    end();
    return duration.toSeconds();
  }

  /// Ends the nap that has begun.
  void end() {
    ends.release();
  }
}
