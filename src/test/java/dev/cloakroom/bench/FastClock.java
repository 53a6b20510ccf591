package dev.cloakroom.bench;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stands still until it is started, and then runs some times as fast as time does.
final class FastClock extends Clock {
  private final Instant begin;
  private final int speed;
  private volatile long startNanos;

  FastClock(Instant begin, int speed) {
    this.begin = begin;
    this.speed = speed;
  }

  void start() {
    startNanos = System.nanoTime();
  }

  /// The real time since its start.
  long nanos() {
    return startNanos == 0 ? 0 : System.nanoTime() - startNanos;
  }

  @Override
  public Instant instant() {
    return begin.plusMillis(nanos() * speed / 1_000_000); // what the store keeps
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
