package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Attempt;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Instant SENT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Life LIFE =
      new Life(SENT.minus(Duration.ofMinutes(50)), SENT.plus(Duration.ofMinutes(10)));
  private static final Quirks LEEWAY =
      Quirks.STRICT.withRotation(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30));

  @Test
  void waitsForAHolderThatMayStillAnswer() {
    var verdict = Verdict.on(attempt(), SENT.plusSeconds(45), LEEWAY, LIFE, SENT.plusSeconds(44));

    assertThat(verdict).isEqualTo(new Verdict.Wait(SENT.plusSeconds(45)));
  }

  @Test
  void retriesWhereRefreshTokensStayGood() {
    var reissued = Quirks.STRICT.withRotation(Quirks.Rotation.REISSUED, null);

    assertThat(on(reissued, 3600)).isEqualTo(new Verdict.Retry(false));
  }

  @Test
  void retriesInsideTheLeewayAndDoesNotTrustTheReplyYet() {
    assertThat(on(LEEWAY, 24)).isEqualTo(new Verdict.Retry(true));
  }

  @Test
  void leavesFiveSecondsOfTheLeewayForTheWay() {
    assertThat(on(LEEWAY, 25)).isInstanceOf(Verdict.Serve.class);
  }

  @Test
  void trustsNoLeewayOfAnAttemptFromTheFuture() {
    var now = SENT.minusSeconds(3);

    assertThat(Verdict.on(attempt(), now, LEEWAY, new Life(now, LIFE.expiresAt()), now))
        .isInstanceOf(Verdict.Serve.class);
  }

  @Test
  void hasNothingToLoseWhenNothingIsServed() {
    var early = new Life(SENT.plusSeconds(3600), SENT.plusSeconds(7200)); // by a clock ahead

    assertThat(Verdict.on(attempt(), SENT, Quirks.STRICT, early, SENT))
        .isEqualTo(new Verdict.LastResort());
  }

  @Test
  void doesNotReckonTheLeewayByAClockThatIsBehind() {
    var before = SENT.minusSeconds(60);

    assertThat(Verdict.on(attempt(), before, LEEWAY, LIFE, before))
        .isInstanceOf(Verdict.Serve.class);
    assertThat(Verdict.on(attempt(), before, Quirks.STRICT, LIFE, before))
        .isInstanceOf(Verdict.Serve.class);
  }

  @Test
  void servesWhatLivesAtAStrictProvider() {
    assertThat(on(Quirks.STRICT, 1)).isEqualTo(new Verdict.Serve(SENT.plusSeconds(570)));
  }

  @Test
  void sendsAgainShortlyBeforeTheEnd() {
    assertThat(on(Quirks.STRICT, 570)).isEqualTo(new Verdict.LastResort());
  }

  @Test
  void servesWhatNeverExpires() {
    var endless = new Life(SENT, null);

    assertThat(Verdict.on(attempt(), SENT, Quirks.STRICT, endless, SENT))
        .isEqualTo(new Verdict.Serve(null));
  }

  private static Verdict on(Quirks quirks, long secondsLater) {
    return Verdict.on(attempt(), SENT, quirks, LIFE, SENT.plusSeconds(secondsLater));
  }

  private static Attempt attempt() {
    var ana = new AccountId("google", "ana");
    return new Attempt(ana, 7, new Generation(3), "f", SENT, 1, "a/1");
  }
}
