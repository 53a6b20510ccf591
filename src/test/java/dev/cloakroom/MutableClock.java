package dev.cloakroom;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that moves only when told to.
public final class MutableClock extends Clock {
  private volatile Instant now;

  /// A clock that stands at `now`.
  public MutableClock(Instant now) {
    this.now = now;
  }

  /// Moves on.
  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new IllegalArgumentException("this clock stays in UTC");
  }
}
