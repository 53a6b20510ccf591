package dev.cloakroom.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/// What a broker has begun and not ended, so that its end can wait for it. Safe for any thread.
final class Afoot {
  @GuardedBy("this")
  private int count;

  @GuardedBy("this")
  private boolean closed;

  /// Counts one more until [#end]; false once closed, when nothing is to begin.
  synchronized boolean begin() {
    if (!closed) {
      count++;
    }
    return !closed;
  }

  synchronized void end() {
    count--;
    notifyAll();
  }

  /// Lets nothing more begin, and waits until all has ended, or `patience` is over.
  synchronized void close(Duration patience) {
    closed = true;
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toMillis();
          count > 0 && left > 0;
          left = (end - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
