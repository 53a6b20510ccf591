package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void leadsByFiveMinutesOrAFifthButNeverMoreThanHalf() {
    assertThat(Timing.lead(Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(12));
    assertThat(Timing.lead(Duration.ofMinutes(15))).isEqualTo(Duration.ofMinutes(5));
    assertThat(Timing.lead(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void isDueWithinATenthOfTheLeadBeforeIt() {
    for (int i = 0; i < 1000; i++) {
      var due = Timing.due(life(Duration.ofHours(1)), random);

      assertThat(due)
          .isBetween(NOW.plus(Duration.ofSeconds(2808)), NOW.plus(Duration.ofMinutes(48)));
    }
  }

  @Test
  void isNeverDueWhenTheTokenDoesNotExpire() {
    assertThat(Timing.due(life(null), random)).isNull();
  }

  @Test
  void leavesAQuarterOfTheLifetimeAlone() {
    assertThat(Timing.notBefore(life(Duration.ofSeconds(10)))).isEqualTo(NOW.plusMillis(2500));
  }

  @Test
  void backsOffFromFiveSecondsToFiveMinutes() {
    assertThat(Timing.backoff(1, random)).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5500));
    assertThat(Timing.backoff(3, random)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
    assertThat(Timing.backoff(99, random))
        .isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
  }

  private static Life life(@Nullable Duration lifetime) {
    return new Life(NOW, lifetime == null ? null : NOW.plus(lifetime));
  }
}
