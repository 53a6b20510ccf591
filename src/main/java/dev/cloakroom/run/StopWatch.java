package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How long something has gone on, without its rests. Safe for any thread.
final class StopWatch {
  private final LongSupplier nanos;

  @GuardedBy("this")
  private long since;

  @GuardedBy("this")
  private long before;

  @GuardedBy("this")
  private boolean runs = true;

  /// Runs from now on.
  ///
  /// @param nanos a clock that only goes forward
  StopWatch(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  synchronized Duration time() {
    return Duration.ofNanos(before + (runs ? nanos.getAsLong() - since : 0));
  }

  /// Stands still; false when it did already.
  synchronized boolean stop() {
    if (!runs) {
      return false;
    }
    before += nanos.getAsLong() - since;
    runs = false;
    return true;
  }

  /// Goes on; false when it did already.
  synchronized boolean start() {
    if (runs) {
      return false;
    }
    since = nanos.getAsLong();
    runs = true;
    return true;
  }
}
