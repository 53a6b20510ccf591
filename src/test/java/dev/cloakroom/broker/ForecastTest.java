package dev.cloakroom.broker;

import static dev.cloakroom.broker.Accounts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.broker.Forecast.End;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Ending;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Quirks KNOWN =
      Quirks.STRICT.withLifetimes(
          Duration.ofDays(180), Duration.ofDays(365), Duration.ofDays(7), null);

  @Test
  void knowsNoEndWhereNobodyTellsOne() {
    assertThat(forecast(Accounts.living(HOUR), Quirks.STRICT)).isEqualTo(new Forecast(null, null));
  }

  @Test
  void countsTheAbsoluteLifetimeFromTheConsent() {
    var account = Accounts.refreshedAfter(Duration.ofDays(300));

    assertThat(forecast(account, KNOWN).end()).isEqualTo(end(65, Ending.ABSOLUTE_LIFETIME));
  }

  @Test
  void endsEarlierWhileTheClientIsInTest() {
    var forecast = Forecast.of(Accounts.living(HOUR), KNOWN, true);

    assertThat(forecast.end()).isEqualTo(end(7, Ending.TEST_MODE));
    assertThat(forecast.restsUntil()).isNull();
  }

  @Test
  void forgetsAnEndThatARefreshHasOutlived() {
    var account = Accounts.refreshedAfter(Duration.ofDays(8));

    assertThat(Forecast.of(account, KNOWN, true).end())
        .isEqualTo(end(357, Ending.ABSOLUTE_LIFETIME));
  }

  @Test
  void takesTheRefreshTokensEndForAnEndOnlyWhenRefreshesDoNotPutItOff() {
    var fixed = forecast(Accounts.refreshTokenEnds(in(30), false), Quirks.STRICT);
    var moving = forecast(Accounts.refreshTokenEnds(in(30), true), Quirks.STRICT);

    assertThat(fixed).isEqualTo(new Forecast(end(30, Ending.REFRESH_TOKEN_END), null));
    assertThat(moving).isEqualTo(new Forecast(null, in(30)));
  }

  @Test
  void tellsHowLongTheHostMayBeOff() {
    assertThat(forecast(Accounts.living(HOUR), KNOWN).restsUntil()).isEqualTo(in(180));
    assertThat(forecast(Accounts.refreshTokenEnds(in(30), true), KNOWN).restsUntil())
        .isEqualTo(in(30));
    assertThat(forecast(Accounts.unrefreshable(null), KNOWN).restsUntil()).isNull();
  }

  @Test
  void endsWithTheAccessTokenWhereThereIsNoRefreshToken() {
    var forecast = forecast(Accounts.unrefreshable(HOUR), KNOWN);

    assertThat(forecast)
        .isEqualTo(new Forecast(new End(NOW.plus(HOUR), Ending.NO_REFRESH_TOKEN), null));
  }

  @Test
  void endsWithItsAccessTokenWhenUncertain() {
    var forecast = forecast(Accounts.standing(AccountState.UNCERTAIN), KNOWN);

    assertThat(forecast.end())
        .isEqualTo(new End(NOW.plus(HOUR).minusSeconds(30), Ending.UNCERTAIN));
  }

  @Test
  void endsWithTheAccessTokenWhenAPersonHasToConsent() {
    var forecast = Forecast.of(Accounts.standing(AccountState.NEEDS_CONSENT), KNOWN, true);

    assertThat(forecast)
        .isEqualTo(new Forecast(new End(NOW.plus(HOUR), Ending.NEEDS_CONSENT), null));
  }

  private static Forecast forecast(Account account, Quirks quirks) {
    return Forecast.of(account, quirks, false);
  }

  private static End end(long days, Ending why) {
    return new End(in(days), why);
  }

  private static Instant in(long days) {
    return NOW.plus(Duration.ofDays(days));
  }
}
