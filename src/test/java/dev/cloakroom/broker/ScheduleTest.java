package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void plansAnAccountAgainWhenTheMemoryRanOut() {
    var logger = Logger.getLogger(Schedule.class.getName());
    logger.setLevel(Level.OFF);
    var schedule =
        new Schedule(
            new MutableClock(NOW),
            _ -> {
              throw new OutOfMemoryError("on purpose");
            },
            (_, _, task) -> task.run());

    schedule.tendOne(BrokerFixture.ANA);

    logger.setLevel(null);
    assertThat(schedule.first()).isEqualTo(NOW.plusSeconds(10));
  }
}
