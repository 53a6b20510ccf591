package dev.cloakroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT89S, 89 s",
    "PT90S, 2 min",
    "PT1H59M, 119 min",
    "PT2H, 2 h",
    "PT47H59M, 47 h",
    "P2D, 2 d",
    "P400D, 400 d",
    "PT-42M, 42 min",
  })
  void areRoughWords(Duration span, String words) {
    assertThat(Spans.words(span)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"-1, just now", "2, just now", "-10, 10 s ago", "10, in 10 s"})
  void areSeenFromNow(long seconds, String words) {
    assertThat(Spans.moment(NOW.plusSeconds(seconds), NOW).markup()).contains(">" + words + "<");
  }

  @Test
  void keepTheExactMoment() {
    assertThat(Spans.moment(NOW.plusMillis(5), NOW).markup())
        .contains("datetime=\"2026-11-21T10:00:00Z\"");
  }
}
