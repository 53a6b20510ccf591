package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({"90, 90", "90s, 90", "10m, 600", "2h, 7200", "1d, 86400", "0, 0"})
  void readsDurations(String text, long seconds) {
    assertThat(Quantities.seconds("--timeout", text)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "1B, 1", "500K, 512000", "10M, 10485760", "1G, 1073741824"})
  void readsSizes(String text, long bytes) {
    assertThat(Quantities.bytes("--output-cap", text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-5m", "+5m", "10x", "1.5h", "9223372036854775807d", "10 m"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Quantities.seconds("--timeout", text))
        .isInstanceOf(Problem.class)
        .hasMessage("--timeout " + text + " is no duration: write it like 90s, 10m, 2h or 1d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10T", "-1", "99999999999G"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> Quantities.bytes("--output-cap", text))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-size"));
  }

  @Test
  void leavesOutWhatIsNotGiven() {
    assertThat(Quantities.seconds("--timeout", null)).isNull();
    assertThat(Quantities.bytes("--output-cap", null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT-1S, over",
    "PT0S, over",
    "PT59S, 59 s",
    "PT52M8S, 52 min",
    "PT3H, 3 h",
    "PT3H10M, 3 h 10 min",
    "PT49H30M, 2 d 1 h",
    "PT24H59M, 1 d"
  })
  void tellsDurationsInShort(Duration duration, String words) {
    assertThat(Quantities.human(duration)).isEqualTo(words);
  }
}
