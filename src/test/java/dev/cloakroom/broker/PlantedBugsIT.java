package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bugs that are planted on purpose, each of which the simulation has to see.
class PlantedBugsIT {
  @ParameterizedTest
  @CsvSource({
    "PUBLISH_BEFORE_COMMIT, 24",
    "REQUEST_BEFORE_ATTEMPT, 24",
    "RESTORE_WITHOUT_FINGERPRINT, 25",
    "CLASSIFY_BEFORE_PERSIST, 24",
    "TAKE_OVER_AT_ONCE, 24",
    "STRICT_TAKEN_FOR_PLAIN, 24",
    "LEEWAY_TOO_LONG, 27"
  })
  void isSeen(Plant plant, long seed) {
    var plan = Plan.hours(seed, 60_000, Faults.WILD);

    assertThatThrownBy(() -> Simulation.run(plan, plant))
        .hasMessageMatching(
            "(?s)seed " + seed + ", step .*(: P(1|2|3|11): | is called healthy, ).*");
  }
}
