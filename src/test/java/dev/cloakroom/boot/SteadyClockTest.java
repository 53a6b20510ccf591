package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

  private final MutableClock wall = new MutableClock(TEN);
  private final AtomicLong nanos = new AtomicLong(-5);
  private final SteadyClock steady = new SteadyClock(wall, nanos::get);

  @Test
  void followsTheWall() {
    pass(Duration.ofMinutes(3));

    assertThat(steady.instant()).isEqualTo(TEN.plusSeconds(180));
  }

  @Test
  void goesOnMoreSlowlyWhenTheWallIsSetBack() {
    pass(Duration.ofMinutes(3));
    steady.instant();
    wall.advance(Duration.ofHours(-2));

    pass(Duration.ofMinutes(8));

    assertThat(steady.instant()).isEqualTo(TEN.plus(Duration.ofMinutes(3 + 7)));
  }

  @Test
  void meetsTheWallAgainWithoutEverGoingBack() {
    wall.advance(Duration.ofHours(1));
    var before = steady.instant();
    wall.advance(Duration.ofHours(-1));

    for (int minute = 0; minute < 8 * 60; minute++) {
      pass(Duration.ofMinutes(1));
      assertThat(steady.instant()).isAfter(before).isAfterOrEqualTo(wall.instant());
      before = steady.instant();
    }

    assertThat(before).isEqualTo(wall.instant());
  }

  @Test
  void followsAMachineThatSleptWhileTheWallWasBehind() {
    wall.advance(Duration.ofHours(1));
    steady.instant();
    wall.advance(Duration.ofHours(-1));
    pass(Duration.ofMinutes(1));

    wall.advance(Duration.ofHours(8));

    assertThat(steady.instant()).isEqualTo(wall.instant());
  }

  @Test
  void followsAMachineThatSlept() {
    wall.advance(Duration.ofHours(8));

    assertThat(steady.instant()).isEqualTo(TEN.plus(Duration.ofHours(8)));
  }

  private void pass(Duration time) {
    wall.advance(time);
    nanos.addAndGet(time.toNanos());
  }
}
