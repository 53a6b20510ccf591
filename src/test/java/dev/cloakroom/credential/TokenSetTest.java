package dev.cloakroom.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenSetTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void livesUntilItsLastSecond() {
    var tokens = until(NOW.plus(MINUTE));

    assertThat(tokens.liveFor(Duration.ZERO, NOW)).isTrue();
    assertThat(tokens.liveFor(MINUTE, NOW)).isTrue();
    assertThat(tokens.liveFor(MINUTE.plusMillis(1), NOW)).isFalse();
    assertThat(tokens.liveFor(Duration.ZERO, NOW.plus(MINUTE))).isFalse();
  }

  @Test
  void livesForEverWithoutAnEnd() {
    var tokens = until(null);

    assertThat(tokens.liveFor(Duration.ofDays(10_000), NOW)).isTrue();
    assertThat(tokens.lifetime()).isNull();
  }

  @Test
  void knowsHowLongItWasGoodFor() {
    assertThat(until(NOW.plus(MINUTE)).lifetime()).isEqualTo(MINUTE);
  }

  @Test
  void printsNoToken() {
    assertThat(until(null).toString()).doesNotContain("hidden").contains("[redacted]");
  }

  private static TokenSet until(@Nullable Instant end) {
    return new TokenSet(
        Generation.NONE.next(),
        Secret.of("hidden-access"),
        Secret.of("hidden-refresh"),
        "Bearer",
        NOW,
        end,
        Scopes.NONE);
  }
}
