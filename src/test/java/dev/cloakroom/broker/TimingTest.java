package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Quirks;
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

  @Test
  void exercisesAnIdleRefreshTokenInTheMiddleOfItsLife() {
    var account = Accounts.living(null);
    var idle = Quirks.STRICT.withLifetimes(Duration.ofDays(60), null, null, null);

    assertThat(Timing.due(account, idle, random)).isBetween(in(27), in(30));
    assertThat(Timing.due(Accounts.living(Duration.ofHours(1)), idle, random)).isBefore(in(1));
    assertThat(Timing.due(account, Quirks.STRICT, random)).isNull();
  }

  @Test
  void exercisesItAsOftenAsItsProviderNeedsIt() {
    var often = Quirks.STRICT.withLifetimes(Duration.ofDays(60), null, null, Duration.ofDays(10));
    var seldom = Quirks.STRICT.withLifetimes(Duration.ofDays(60), null, null, Duration.ofDays(50));
    var only = Quirks.STRICT.withLifetimes(null, null, null, Duration.ofDays(10));

    assertThat(Timing.due(Accounts.living(null), often, random)).isBetween(in(9), in(10));
    assertThat(Timing.due(Accounts.living(null), seldom, random)).isBetween(in(27), in(30));
    assertThat(Timing.due(Accounts.living(null), only, random)).isBetween(in(9), in(10));
  }

  @Test
  void goesByTheEndThatTheProviderToldWhileRefreshesPutItOff() {
    var moving = Accounts.refreshTokenEnds(in(20), true);
    var fixed = Accounts.refreshTokenEnds(in(20), false);
    var past = Accounts.refreshTokenEnds(NOW.minusSeconds(9), true);

    assertThat(Timing.due(moving, Quirks.STRICT, random)).isBetween(in(9), in(10));
    assertThat(Timing.due(fixed, Quirks.STRICT, random)).isNull();
    assertThat(Timing.due(past, Quirks.STRICT, random)).isNull();
  }

  @Test
  void neverExercisesWithoutPause() {
    var account = Accounts.refreshTokenEnds(NOW.plusSeconds(2), true);

    assertThat(Timing.due(account, Quirks.STRICT, random))
        .isBetween(NOW.plusSeconds(270), NOW.plusSeconds(300));
  }

  @Test
  void allowsARefreshInTheFirstQuarterWhenTheRefreshTokenEndsSoonAfter() {
    var account = Accounts.living(Duration.ofHours(8));
    var idle = Quirks.STRICT.withLifetimes(Duration.ofHours(2), null, null, null);

    var due = Timing.due(account, idle, random);

    assertThat(due).isBefore(Timing.notBefore(account.life()));
    assertThat(Timing.notBefore(account, idle)).isBeforeOrEqualTo(due);
    assertThat(Timing.notBefore(account, Quirks.STRICT))
        .isEqualTo(Timing.notBefore(account.life()));
  }

  @Test
  void exercisesEveryProviderOfTheCatalogueBeforeItsTokensDieUnused() {
    for (var provider : Catalog.builtIn().providers()) {
      var idle = provider.quirks().idleLifetime();
      if (idle != null) {
        assertThat(Timing.due(Accounts.living(null), provider.quirks(), random))
            .as(provider.id())
            .isBetween(NOW.plus(idle.dividedBy(3)), NOW.plus(idle.dividedBy(2)));
      }
    }
  }

  private static Instant in(long days) {
    return NOW.plus(Duration.ofDays(days));
  }

  private static Life life(@Nullable Duration lifetime) {
    return new Life(NOW, lifetime == null ? null : NOW.plus(lifetime));
  }
}
