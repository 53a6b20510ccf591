package dev.cloakroom.boot;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/// The wall clock, but one that never goes back: when the machine's is set back, this one goes on
/// by the time that really passed, less an eighth, until the two meet again.
///
/// So a token never seems to live much longer than it does: by a seventh at most, and it is due for
/// refresh earlier than that. A machine that slept, or whose clock is set forward, is followed at
/// once. Safe for any thread.
final class SteadyClock extends Clock {
  private static final int PART_TO_LOSE = 8;

  private final Clock wall;
  private final LongSupplier nanoTime;
  private Instant reached;
  private long reachedNanos;

  /// @param nanoTime a time that only passes, as [System#nanoTime()] tells it
  SteadyClock(Clock wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.reached = wall.instant();
    this.reachedNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long nanos = nanoTime.getAsLong();
    long passed = nanos - reachedNanos;
    var slowed = reached.plusNanos(passed - passed / PART_TO_LOSE);
    var told = wall.instant();
    reached = told.isAfter(slowed) ? told : slowed;
    reachedNanos = nanos;
    return reached;
  }

  @Override
  public ZoneId getZone() {
    return wall.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new SteadyClock(wall.withZone(zone), nanoTime);
  }
}
