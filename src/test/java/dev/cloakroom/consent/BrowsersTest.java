package dev.cloakroom.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import dev.cloakroom.credential.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BrowsersTest {
  private final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final Browsers browsers = new Browsers(new Random(1), clock);

  @Test
  void letsOneBrowserInByAKey() {
    var key = browsers.invite("a");

    var entry = browsers.enter(key, Optional.empty()).orElseThrow();

    assertThat(entry.purpose()).isEqualTo("a");
    assertThat(browsers.may(Optional.of(entry.cookie()), "a")).isTrue();
    assertThat(browsers.enter(key, Optional.empty())).isEmpty();
    assertThat(browsers.enter(key, Optional.of(entry.cookie()))).isEmpty();
  }

  @Test
  void knowsNoMadeUpKeysAndCookies() {
    browsers.invite("a");

    assertThat(browsers.enter(Secret.of("x"), Optional.empty())).isEmpty();
    assertThat(browsers.may(Optional.of(Secret.of("x")), "a")).isFalse();
    assertThat(browsers.may(Optional.empty(), "a")).isFalse();
  }

  @Test
  void endsAKeyAfterTenMinutes() {
    var key = browsers.invite("a");

    clock.advance(Duration.ofMinutes(10).plusMillis(1));

    assertThat(browsers.enter(key, Optional.empty())).isEmpty();
  }

  @Test
  void keepsABrowserToItsPurposes() {
    var first = enter("a", Optional.empty());

    assertThat(browsers.may(Optional.of(first), "b")).isFalse();
    assertThat(browsers.may(Optional.of(first), Browsers.CONSOLE)).isFalse();

    var second = enter("b", Optional.of(first));

    assertThat(second).isEqualTo(first);
    assertThat(browsers.may(Optional.of(first), "a")).isTrue();
    assertThat(browsers.may(Optional.of(first), "b")).isTrue();
  }

  @Test
  void letsTheConsoleAnswerEverything() {
    var cookie = Optional.of(enter(Browsers.CONSOLE, Optional.empty()));

    assertThat(browsers.may(cookie, "a")).isTrue();
    assertThat(browsers.may(cookie, Browsers.CONSOLE)).isTrue();
  }

  @Test
  void givesABrowserThatBringsAMadeUpCookieAnotherOne() {
    var planted = Secret.of("planted");

    assertThat(enter("a", Optional.of(planted))).isNotEqualTo(planted);
    assertThat(browsers.may(Optional.of(planted), "a")).isFalse();
  }

  @Test
  void endsAStayAfterADayAndLetsTheBrowserInAgain() {
    var old = enter("a", Optional.empty());
    clock.advance(Duration.ofHours(23).plusMinutes(55));
    var key = browsers.invite("a");
    clock.advance(Duration.ofMinutes(6));

    assertThat(browsers.may(Optional.of(old), "a")).isFalse();

    var entry = browsers.enter(key, Optional.of(old)).orElseThrow();

    assertThat(entry.cookie()).isNotEqualTo(old);
    assertThat(browsers.may(Optional.of(entry.cookie()), "a")).isTrue();
  }

  @Test
  void endsAStayThatWasLeft() {
    var cookie = enter("a", Optional.empty());

    browsers.leave(cookie);

    assertThat(browsers.may(Optional.of(cookie), "a")).isFalse();
  }

  @Test
  void endsTheOldestLinkOfAPurposeOnlyWhenThereAreTooMany() {
    var other = browsers.invite("b");
    var oldest = browsers.invite("a");
    var second = browsers.invite("a");
    for (int i = 0; i < 4; i++) {
      browsers.invite("a");
    }

    assertThat(browsers.enter(oldest, Optional.empty())).isEmpty();
    assertThat(browsers.enter(second, Optional.empty())).isPresent();
    assertThat(browsers.enter(other, Optional.empty())).isPresent();
  }

  @Test
  void givesEachBrowserItsOwnFormToken() {
    var cookie = Secret.of("cookie");

    assertThat(Browsers.formToken(cookie))
        .isEqualTo(Browsers.formToken(Secret.of("cookie")))
        .isNotEqualTo(Browsers.formToken(Secret.of("other")))
        .doesNotContain("cookie");
  }

  private Secret enter(String purpose, Optional<Secret> cookie) {
    return browsers.enter(browsers.invite(purpose), cookie).orElseThrow().cookie();
  }
}
