package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final DeviceOutcome PENDING = new DeviceOutcome.Pending();
  private static final DeviceOutcome SLOW_DOWN = new DeviceOutcome.SlowDown(null);
  private static final DeviceOutcome NO_ANSWER = new DeviceOutcome.Unavailable("timeout", null);

  private final Pace pace =
      Pace.of(
          new DeviceCode(
              Secret.of("d"),
              "u",
              URI.create("https://example.test/"),
              null,
              Instant.EPOCH,
              Duration.ofSeconds(5)));

  @Test
  void slowsDownForGood() {
    assertThat(waits(SLOW_DOWN, PENDING, SLOW_DOWN, PENDING)).containsExactly(10L, 10L, 15L, 15L);
  }

  @Test
  void takesTheServersOwnIntervalWhenThatIsSlower() {
    assertThat(
            waits(
                new DeviceOutcome.SlowDown(Duration.ofSeconds(30)),
                new DeviceOutcome.SlowDown(Duration.ofSeconds(1))))
        .containsExactly(30L, 35L);
  }

  @Test
  void backsOffWhileThereIsNoAnswerAndComesBack() {
    assertThat(waits(NO_ANSWER, NO_ANSWER, NO_ANSWER, PENDING)).containsExactly(10L, 20L, 40L, 5L);
  }

  @Test
  void waitsAsLongAsTheServerSaysButAMinuteAtMost() {
    assertThat(
            waits(
                new DeviceOutcome.Unavailable("status-503", Duration.ofSeconds(45)),
                new DeviceOutcome.Unavailable("status-503", Duration.ofDays(1)),
                PENDING))
        .containsExactly(45L, 60L, 5L);
  }

  @Test
  void neverWaitsLongerThanAMinute() {
    var outcomes = new DeviceOutcome[100];
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] = i % 2 == 0 ? SLOW_DOWN : NO_ANSWER;
    }

    assertThat(waits(outcomes)).allMatch(seconds -> seconds <= 60).endsWith(60L);
    assertThat(waits(NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER, NO_ANSWER))
        .endsWith(60L);
  }

  private List<Long> waits(DeviceOutcome... outcomes) {
    var waits = new ArrayList<Long>();
    var now = pace;
    for (var outcome : outcomes) {
      now = now.after(outcome);
      waits.add(now.untilNext().toSeconds());
    }
    return waits;
  }
}
