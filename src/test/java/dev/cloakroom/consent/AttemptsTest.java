package dev.cloakroom.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final Browser BROWSER = browser("corner");

  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final Attempts attempts = new Attempts(clock);

  @Test
  void takesAnAttemptOnce() {
    begin("s");

    assertThat(attempts.take(Secret.of("s"), BROWSER).request()).isEqualTo("request");
    assertRefused("state-used", "s", BROWSER);
  }

  @Test
  void refusesAForgedState() {
    begin("s");

    assertRefused("state-unknown", "t", BROWSER);
    assertRefused("state-unknown", "", BROWSER);
  }

  @Test
  void refusesAnotherBrowserAndKeepsTheAttemptForItsOwn() {
    begin("s");

    assertRefused("other-browser", "s", browser("another"));

    assertThat(attempts.take(Secret.of("s"), BROWSER).request()).isEqualTo("request");
  }

  @Test
  void refusesAnAttemptAfterTenMinutes() {
    begin("s");

    clock.advance(Duration.ofMinutes(10).plusMillis(1));

    assertRefused("state-expired", "s", BROWSER);
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (int i = 0; i < 101; i++) {
      begin("s" + i);
      clock.advance(Duration.ofMillis(1));
    }

    assertRefused("state-unknown", "s0", BROWSER);
    assertThat(attempts.take(Secret.of("s1"), BROWSER).request()).isEqualTo("request");
  }

  private static Browser browser(String corner) {
    return new Browser(corner, Secret.of("cookie"), "request", Instant.MAX);
  }

  private void begin(String state) {
    attempts.begin(
        Secret.of(state),
        new Attempts.Begun(
            "request",
            Catalog.builtIn().provider("google"),
            URI.create("http://127.0.0.1:1/callback"),
            Secret.of("verifier"),
            null,
            BROWSER));
  }

  private void assertRefused(String code, String state, Browser browser) {
    assertThatThrownBy(() -> attempts.take(Secret.of(state), browser))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(code))
        .hasMessageContaining("Nothing was changed");
  }
}
