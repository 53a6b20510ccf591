package dev.cloakroom.boot;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what other processes do, and gives up in time.
final class Patience {
  private static final Duration LONGEST = Duration.ofSeconds(40);

  private Patience() {}

  static void until(BooleanSupplier condition, Supplier<String> wanted) {
    until(condition, wanted, LONGEST);
  }

  static void until(BooleanSupplier condition, Supplier<String> wanted, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + wanted.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
