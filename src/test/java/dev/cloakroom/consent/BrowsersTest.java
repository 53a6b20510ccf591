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

    var browser = browsers.enter(key).orElseThrow();

    assertThat(isIn(browser)).isTrue();
    assertThat(browser.may("a")).isTrue();
    assertThat(browsers.enter(key)).isEmpty();
  }

  @Test
  void knowsNoMadeUpKeysAndCookies() {
    browsers.invite("a");
    var browser = enter("a");

    assertThat(browsers.enter(Secret.of("x"))).isEmpty();
    assertThat(browsers.find(browser.corner(), Optional.of(Secret.of("x")))).isEmpty();
    assertThat(browsers.find(browser.corner(), Optional.empty())).isEmpty();
    assertThat(browsers.find("elsewhere", Optional.of(browser.cookie()))).isEmpty();
  }

  @Test
  void endsAKeyAfterTenMinutes() {
    var key = browsers.invite("a");

    clock.advance(Duration.ofMinutes(10).plusMillis(1));

    assertThat(browsers.enter(key)).isEmpty();
  }

  @Test
  void keepsABrowserToItsPurpose() {
    var browser = enter("a");

    assertThat(browser.may("b")).isFalse();
    assertThat(browser.may(Browsers.CONSOLE)).isFalse();
  }

  @Test
  void letsTheConsoleAnswerEverything() {
    var browser = enter(Browsers.CONSOLE);

    assertThat(browser.may("a")).isTrue();
    assertThat(browser.may(Browsers.CONSOLE)).isTrue();
  }

  @Test
  void givesEachEntryItsOwnCornerAndCookie() {
    var one = enter("a");
    var other = enter("a");

    assertThat(one.corner()).isNotEqualTo(other.corner()).hasSizeGreaterThan(20);
    assertThat(one.cookie()).isNotEqualTo(other.cookie());
    assertThat(browsers.find(one.corner(), Optional.of(other.cookie()))).isEmpty();
  }

  @Test
  void endsAStayAfterADay() {
    var browser = enter("a");

    clock.advance(Duration.ofHours(24));

    assertThat(isIn(browser)).isFalse();
  }

  @Test
  void endsAStayThatWasLeft() {
    var browser = enter("a");

    browsers.leave(browser);

    assertThat(isIn(browser)).isFalse();
  }

  @Test
  void endsTheOldestLinkOfAPurposeOnlyWhenThereAreTooMany() {
    var other = browsers.invite("b");
    var oldest = browsers.invite("a");
    var second = browsers.invite("a");
    for (int i = 0; i < 4; i++) {
      browsers.invite("a");
    }

    assertThat(browsers.enter(oldest)).isEmpty();
    assertThat(browsers.enter(second)).isPresent();
    assertThat(browsers.enter(other)).isPresent();
  }

  @Test
  void endsTheOldestStayOnlyWhenThereAreTooMany() {
    var oldest = enter("a");
    clock.advance(Duration.ofSeconds(1));
    var second = enter("a");
    for (int i = 0; i < 99; i++) {
      clock.advance(Duration.ofSeconds(1));
      enter("a");
    }

    assertThat(isIn(oldest)).isFalse();
    assertThat(isIn(second)).isTrue();
  }

  @Test
  void givesEachBrowserItsOwnFormToken() {
    var browser = enter("a");

    assertThat(browser.formToken())
        .isEqualTo(browser.formToken())
        .isNotEqualTo(enter("a").formToken())
        .isNotEqualTo(browser.cookie().useText(text -> text));
  }

  private boolean isIn(Browser browser) {
    return browsers.find(browser.corner(), Optional.of(browser.cookie())).isPresent();
  }

  private Browser enter(String purpose) {
    return browsers.enter(browsers.invite(purpose)).orElseThrow();
  }
}
