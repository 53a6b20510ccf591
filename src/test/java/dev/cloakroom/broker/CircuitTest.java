package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private final Circuit circuit = new Circuit(new SplittableRandom(1));
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void letsEverybodyThroughAtFirst() {
    fail(4, null);

    assertThat(circuit.turnsAway(now)).isEmpty();
  }

  @Test
  void opensAfterFiveFailuresInARow() {
    fail(5, null);

    assertThat(circuit.turnsAway(now).orElseThrow())
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
  }

  @Test
  void countsOnlyFailuresInARow() {
    fail(4, null);
    circuit.answered();
    fail(4, null);

    assertThat(circuit.turnsAway(now)).isEmpty();
  }

  @Test
  void letsOneThroughToSeeWhetherTheProviderIsBack() {
    fail(5, null);
    now = now.plusSeconds(6);

    assertThat(circuit.turnsAway(now)).isEmpty();
    assertThat(circuit.turnsAway(now)).isPresent();
  }

  @Test
  void restsLongerAfterEachProbeThatFails() {
    fail(5, null);
    now = now.plusSeconds(6);
    circuit.turnsAway(now);
    fail(1, null);

    assertThat(circuit.turnsAway(now).orElseThrow())
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
  }

  @Test
  void letsAnotherThroughWhenTheFirstAskedNothing() {
    fail(5, null);
    now = now.plusSeconds(6);
    circuit.turnsAway(now);

    circuit.spared();

    assertThat(circuit.turnsAway(now)).isEmpty();
  }

  @Test
  void takesAnotherProbeWhenOneNeverEnds() {
    fail(5, null);
    now = now.plusSeconds(6);
    circuit.turnsAway(now);

    now = now.plusSeconds(61);

    assertThat(circuit.turnsAway(now)).isEmpty();
  }

  @Test
  void bringsBackThoseItTurnedAwayOneAfterAnother() {
    fail(5, null);

    var first = circuit.turnsAway(now).orElseThrow();
    for (int i = 0; i < 98; i++) {
      circuit.turnsAway(now);
    }
    var hundredth = circuit.turnsAway(now).orElseThrow();

    assertThat(hundredth.minus(first)).isEqualTo(Duration.ofMillis(99 * 20));
  }

  @Test
  void restsAsLongAsTheProviderAsks() {
    fail(5, Duration.ofMinutes(7));

    assertThat(circuit.turnsAway(now).orElseThrow()).isGreaterThan(Duration.ofMinutes(7));
  }

  @Test
  void tellsOnceThatItOpened() {
    fail(4, null);

    assertThat(circuit.failed(now, null)).isTrue();
    assertThat(circuit.failed(now, null)).isFalse();
  }

  private void fail(int times, @Nullable Duration retryAfter) {
    for (int i = 0; i < times; i++) {
      circuit.failed(now, retryAfter);
    }
  }
}
