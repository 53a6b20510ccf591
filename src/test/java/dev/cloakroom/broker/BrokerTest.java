package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.FaultyStore;
import dev.cloakroom.vault.AccountState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
  @TempDir Path folder;
  private BrokerFixture house;

  @BeforeEach
  void open() {
    house = new BrokerFixture(folder, Quirks.Rotation.SINGLE_USE, null);
    house.connect(Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void servesALiveTokenWithoutAsking() {
    assertThat(house.ask()).isInstanceOf(Answer.Live.class);

    assertThat(house.endpoint.sent()).isEmpty();
  }

  @Test
  void refreshesOnceForABurstOfAskers() throws Exception {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
    var gate = house.endpoint.hold();

    var answers = burst(200, gate);

    assertThat(answers).hasSize(200).allMatch(a -> house.tokenOf(a).equals(Secret.of("a2")));
    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"));
  }

  @Test
  void sendsTheRotatedRefreshTokenNextTime() {
    refreshAt(Duration.ofHours(1), house.granted("a2", "r2", Duration.ofHours(1)));
    refreshAt(Duration.ofHours(1), house.granted("a3", "r3", Duration.ofHours(1)));

    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"), Secret.of("r2"));
    assertThat(house.broker.peek(BrokerFixture.ANA).generation()).isEqualTo(new Generation(3));
  }

  @Test
  void keepsTheOldRefreshTokenWhenTheReplyHasNone() {
    refreshAt(Duration.ofHours(1), house.granted("a2", null, Duration.ofHours(1)));
    refreshAt(Duration.ofHours(1), house.granted("a3", null, Duration.ofHours(1)));

    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"), Secret.of("r1"));
  }

  @Test
  void writesTheAttemptBeforeItSends() {
    var seen = new ArrayList<Boolean>();
    house.endpoint.does(() -> {
      seen.add(house.vault.openAttempt(BrokerFixture.ANA).isPresent());
      return house.granted("a2", "r2", Duration.ofHours(1));
    });

    house.clock.advance(Duration.ofHours(1));
    house.ask();

    assertThat(seen).containsExactly(true);
    assertThat(house.vault.openAttempt(BrokerFixture.ANA)).isEmpty();
  }

  @Test
  void tellsOnlyWhatIsDurable() {
    var durable = new ArrayList<Generation>();
    house.events.subscribe(event -> {
      if (event instanceof Event.Refreshed) {
        durable.add(house.vault.account(BrokerFixture.ANA).orElseThrow().generation());
      }
    });

    refreshAt(Duration.ofHours(1), house.granted("a2", "r2", Duration.ofHours(1)));

    assertThat(durable).containsExactly(new Generation(2));
  }

  @Test
  void putsEveryReleaseOnTheAuditFirst() {
    house.ask();

    assertThat(house.auditedReleases()).containsExactly("google/ana 1 run-1");
  }

  @Test
  void refusesAMarginAboveTheLifetimeAfterOneRefresh() {
    house.clock.advance(Duration.ofMinutes(30));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    var first = house.ask(Duration.ofHours(2));
    var second = house.ask(Duration.ofHours(2));

    assertThat(first).isEqualTo(new Answer.TooShort(Duration.ofHours(1)));
    assertThat(second).isEqualTo(first);
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void servesTheStillGoodTokenWhileTheProviderIsDown() {
    house.clock.advance(Duration.ofMinutes(58));
    house.endpoint.answers(new TokenOutcome.Unavailable("connect", false, null));

    var answer = house.ask(Duration.ofMinutes(5));

    assertThat(answer).isInstanceOf(Answer.StillGood.class);
    assertThat(house.tokenOf(answer)).isEqualTo(Secret.of("a1"));
  }

  @Test
  void waitsAsLongAsTheProviderAsks() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.answers(
        new TokenOutcome.Unavailable("rate-limited", false, Duration.ofMinutes(7)));

    house.ask();
    house.clock.advance(Duration.ofMinutes(6));
    var answer = house.ask();

    assertThat(answer)
        .isEqualTo(new Answer.Deferred("rate-limited", house.clock.instant().plusSeconds(60)));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void needsAPersonOnceTheGrantIsDead() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

    var answers = List.of(house.ask(), house.ask());

    assertThat(answers).containsOnly(new Answer.PersonNeeded("needs-consent", "invalid_grant"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void callsNoGrantDeadBeforeThatIsWritten() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      house.store.failNext(FaultyStore.Fault.UNTIL_MENDED);
      return new TokenOutcome.InvalidGrant("invalid_grant");
    });
    house.ask();
    house.store.mend();
    house.clock.advance(Duration.ofSeconds(10));
    house.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

    var answer = house.ask();

    assertThat(answer).isInstanceOf(Answer.PersonNeeded.class);
    assertThat(house.vault.require(BrokerFixture.ANA).state())
        .isEqualTo(AccountState.NEEDS_CONSENT);
  }

  @Test
  void doesNotCallAnUnchangedTokenASuccess() {
    var same = house.broker.peek(BrokerFixture.ANA);
    house.clock.advance(Duration.ofMinutes(40));
    house.endpoint.answers(house.grantedUntil("a1", "r2", same.expiresAt()));

    house.ask(Duration.ofMinutes(50));

    assertThat(house.status().reason()).isEqualTo("unchanged");
    assertThat(house.broker.peek(BrokerFixture.ANA).refresh()).isEqualTo(Secret.of("r2"));
  }

  @Test
  void knowsNoAccountThatIsNotThere() {
    house.broker.disconnect(BrokerFixture.ANA);

    assertThatThrownBy(house::ask).hasMessageContaining("no account google/ana");
  }

  @Nested
  class WithAnUnansweredRefreshAtAStrictProvider {
    @BeforeEach
    void loseTheReply() {
      house.clock.advance(Duration.ofMinutes(50));
      house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
      house.ask(Duration.ofMinutes(20));
    }

    @Test
    void staysUncertainAndServesTheLiveToken() {
      var answer = house.ask();

      assertThat(house.tokenOf(answer)).isEqualTo(Secret.of("a1"));
      assertThat(house.status().account().state().word()).isEqualTo("uncertain");
    }

    @Test
    void sendsNothingForARunThatSaysItsTokenWasRefused() {
      house.clock.advance(Duration.ofMinutes(1));

      house.broker.refused(BrokerFixture.ANA, house.vault.require(BrokerFixture.ANA).generation());

      assertThat(house.endpoint.sent()).hasSize(1);
    }

    @Test
    void sendsAgainShortlyBeforeTheEnd() {
      house.ask(Duration.ofMinutes(20));
      assertThat(house.endpoint.sent()).hasSize(1);

      house.clock.advance(Duration.ofSeconds(590));
      house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
      var answer = house.ask();

      assertThat(house.tokenOf(answer)).isEqualTo(Secret.of("a2"));
      assertThat(house.status().account().state().word()).isEqualTo("healthy");
    }

    @Test
    void needsAPersonWhenItIsRefusedThen() {
      house.clock.advance(Duration.ofMinutes(10));
      house.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

      var answer = house.ask();

      assertThat(answer)
          .isEqualTo(
              new Answer.PersonNeeded(
                  "needs-consent", "invalid_grant after an unanswered refresh"));
    }

    @Test
    void sendsAgainUntilTheProviderSaysYesOrNo() {
      for (int i = 0; i < 20; i++) {
        house.clock.advance(Duration.ofMinutes(10));
        house.endpoint.answers(new TokenOutcome.Unavailable("status-500", true, null));
        assertThat(house.ask()).isInstanceOf(Answer.PersonNeeded.class);
      }

      house.clock.advance(Duration.ofMinutes(10));
      house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

      assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
    }

    @Test
    void staysUncertainWhenTheNextTryIsAnsweredAboutOurClientOnly() {
      house.clock.advance(Duration.ofMinutes(10));
      house.endpoint.answers(new TokenOutcome.Misconfigured("invalid_client"));
      house.ask();

      assertThat(house.status().account().state().word()).isEqualTo("uncertain");
      assertThat(house.vault.openAttempt(BrokerFixture.ANA).orElseThrow().tries()).isEqualTo(1);
    }

    @Test
    void staysUncertainWhenTheNextTryNeverLeft() {
      house.clock.advance(Duration.ofMinutes(10));
      house.endpoint.answers(new TokenOutcome.Unavailable("connect", false, null));
      house.ask();

      house.restart();

      assertThat(house.status().account().state().word()).isEqualTo("uncertain");
      assertThat(house.vault.openAttempt(BrokerFixture.ANA).orElseThrow().tries()).isEqualTo(1);
    }
  }

  @Test
  void isUncertainAfterACrashInTheMiddle() {
    crashWhileSending();

    house.restart();

    assertThat(house.status().account().state().word()).isEqualTo("uncertain");
    assertThat(house.vault.account(BrokerFixture.ANA).orElseThrow().state())
        .isEqualTo(AccountState.UNCERTAIN);
  }

  @Test
  void goesOnAfterACrashWhereRefreshTokensDoNotRotate() {
    house.close();
    house = new BrokerFixture(folder.resolve("other"), Quirks.Rotation.NONE, null);
    house.connect(Duration.ofHours(1));
    crashWhileSending();

    house.restart();
    house.endpoint.answers(house.granted("a2", null, Duration.ofHours(1)));

    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
  }

  @Test
  void triesAgainInsideTheLeeway() {
    house.close();
    house =
        new BrokerFixture(
            folder.resolve("other"), Quirks.Rotation.SINGLE_USE, Duration.ofMinutes(1));
    house.connect(Duration.ofHours(1));
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    house.ask(Duration.ofMinutes(20));

    house.clock.advance(Duration.ofSeconds(6));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    assertThat(house.tokenOf(house.ask(Duration.ofMinutes(20)))).isEqualTo(Secret.of("a2"));
  }

  @Test
  void holdsATokenSetThatCannotBeSavedAndNeverSendsTheOldOneAgain() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      house.breakTheDisk();
      return house.granted("a2", "r2", Duration.ofHours(1));
    });
    var during = house.ask();
    house.mendTheDisk();
    house.clock.advance(Duration.ofSeconds(10));

    var after = house.ask();

    assertThat(during).isInstanceOf(Answer.Deferred.class);
    assertThat(house.tokenOf(after)).isEqualTo(Secret.of("a2"));
    assertThat(house.endpoint.sent()).hasSize(1);
    assertThat(house.alarms).containsExactly("not-saved");
  }

  @Test
  void keepsAReplyThoughTheDatabaseCannotEvenBeRead() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      house.store.failNext(FaultyStore.Fault.GONE);
      return house.granted("a2", "r2", Duration.ofHours(1));
    });
    house.ask();
    house.clock.advance(Duration.ofSeconds(10));
    int writes = house.store.writes();

    assertThat(house.ask()).isInstanceOf(Answer.Deferred.class);

    assertThat(house.store.writes()).isGreaterThan(writes);
    house.store.mend();
    house.clock.advance(Duration.ofSeconds(10));
    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
  }

  @Test
  void takesNoLeaseBeforeItKnowsWhereToSend() {
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.whenLocated(() -> {
      assertThat(house.vault.openAttempt(BrokerFixture.ANA)).isEmpty();
      house.clock.advance(Duration.ofMinutes(1)); // the issuer is slow
    });
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    assertThat(house.tokenOf(house.ask(Duration.ofMinutes(20)))).isEqualTo(Secret.of("a2"));
  }

  @Test
  void waitsWhenTheIssuerIsDown() {
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.whenLocated(() -> {
      throw new Problem(Kind.FAILED, "discovery-failed", "it is down");
    });

    var answer = house.ask(Duration.ofMinutes(20));

    assertThat(answer)
        .isEqualTo(new Answer.StillGood(house.broker.peek(BrokerFixture.ANA), "discovery"));
  }

  @Test
  void handsOutNoEmptyToken() {
    var now = house.clock.instant();
    var bare =
        new TokenSet(
            Generation.NONE, Secret.of(""), Secret.of("r9"), "Bearer", now, now, Scopes.NONE);
    house.broker.connect(BrokerFixture.ANA, "sub-1", "ana", bare);
    house.endpoint.answers(new TokenOutcome.Unavailable("connect", false, null));

    assertThat(house.ask()).isInstanceOf(Answer.Deferred.class);
  }

  @Test
  void sendsWhatWasNeverSentBecauseItsLeaseWasNotConfirmed() {
    house.clock.advance(Duration.ofMinutes(50));
    house.store.failNext(FaultyStore.Fault.AFTER_COMMIT);
    var during = house.ask(Duration.ofMinutes(20));
    assertThat(during).isInstanceOf(Answer.StillGood.class);
    assertThat(house.endpoint.sent()).isEmpty();
    house.clock.advance(Duration.ofSeconds(10));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    var after = house.ask(Duration.ofMinutes(20));

    assertThat(house.tokenOf(after)).isEqualTo(Secret.of("a2"));
    assertThat(house.status().account().state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void verifiesAgainOnceTheProviderAcceptsUsAgain() {
    reopen(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30));
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    house.ask(Duration.ofMinutes(20));
    house.clock.advance(Duration.ofSeconds(15));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
    house.ask(Duration.ofMinutes(20));
    house.endpoint.answers(new TokenOutcome.Misconfigured("invalid_client"));
    house.breathe(house.broker);

    house.clock.advance(Duration.ofSeconds(10));
    house.endpoint.answers(house.granted("a3", "r3", Duration.ofHours(1)));
    house.breathe(house.broker);

    assertThat(house.status().account().state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void knowsATryThatWasSentThoughTheNextOneGotNoLease() {
    reopen(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30));
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    house.ask(Duration.ofMinutes(20));
    house.clock.advance(Duration.ofSeconds(20));
    house.store.failNext(FaultyStore.Fault.BEFORE);
    house.ask(Duration.ofMinutes(20));
    assertThat(house.vault.openAttempt(BrokerFixture.ANA)).isPresent();

    house.clock.advance(Duration.ofMinutes(1)); // past the leeway
    house.ask(Duration.ofMinutes(20));

    assertThat(house.endpoint.sent()).hasSize(1);
    assertThat(house.status().account().state()).isEqualTo(AccountState.UNCERTAIN);
  }

  @Test
  void knowsATryThatWasSentThoughALaterOneWasTurnedAway() {
    reopen(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30));
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    house.ask(Duration.ofMinutes(20));
    house.clock.advance(Duration.ofSeconds(15));
    house.endpoint.answers(new TokenOutcome.Misconfigured("invalid_client"));
    house.ask(Duration.ofMinutes(20));

    house.clock.advance(Duration.ofSeconds(12));
    house.store.failNext(FaultyStore.Fault.BEFORE);
    house.ask(Duration.ofMinutes(20));

    assertThat(house.endpoint.sent()).hasSize(2);
    assertThat(house.vault.openAttempt(BrokerFixture.ANA)).isPresent();
  }

  @Test
  void findsAReplyInTheSpoolAfterARestart() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      house.breakTheDisk();
      return house.granted("a2", "r2", Duration.ofHours(1));
    });
    house.ask();
    house.mendTheDisk();

    house.restart();

    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void sendsNothingAfterARestartWhileTheReplyStillCanNotBeSaved() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      house.breakTheDisk();
      return house.granted("a2", "r2", Duration.ofHours(1));
    });
    house.ask();

    house.restart();

    assertThat(house.ask()).isInstanceOf(Answer.Deferred.class);
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void verifiesWhatCameInTheLeewayBeforeItIsHealthy() {
    reopen(Quirks.Rotation.SINGLE_USE, Duration.ofMinutes(1));
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    house.ask(Duration.ofMinutes(20));
    house.clock.advance(Duration.ofSeconds(6));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
    house.ask(Duration.ofMinutes(20));
    var before = house.status().account().state();

    house.endpoint.answers(house.granted("a3", "r3", Duration.ofHours(1)));
    house.ask(Duration.ofMinutes(61));

    assertThat(before).isEqualTo(AccountState.UNCERTAIN);
    assertThat(house.status().account().state()).isEqualTo(AccountState.HEALTHY);
    assertThat(house.endpoint.sent())
        .containsExactly(Secret.of("r1"), Secret.of("r1"), Secret.of("r2"));
  }

  @Test
  void refreshesOutOfTurnWhenAServerRefusedTheToken() {
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    house.broker.refused(BrokerFixture.ANA, new Generation(1));

    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
  }

  @Test
  void refreshesOutOfTurnAtMostOnceAMinute() {
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
    house.broker.refused(BrokerFixture.ANA, new Generation(1));
    house.broker.refused(BrokerFixture.ANA, new Generation(2));
    house.clock.advance(Duration.ofSeconds(61));
    house.endpoint.answers(house.granted("a3", "r3", Duration.ofHours(1)));

    house.broker.refused(BrokerFixture.ANA, new Generation(2));

    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"), Secret.of("r2"));
  }

  @Test
  void doesNotRefreshForATokenThatIsHistory() {
    refreshAt(Duration.ofHours(1), house.granted("a2", "r2", Duration.ofHours(1)));

    house.broker.refused(BrokerFixture.ANA, new Generation(1));

    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void doesNotBelieveATokenFromTheFuture() {
    house.clock.advance(Duration.ofHours(-3));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));

    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a2"));
  }

  @Test
  void refreshesOnItsOwnWhatWasAskedForBeforeItStarted() throws Exception {
    var refreshed = new CountDownLatch(1);
    house.restart();
    house.events.subscribe(event -> countDown(refreshed, event));
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ofHours(1)));
    house.status();

    house.broker.start();

    assertThat(refreshed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void countDown(CountDownLatch refreshed, Event event) {
    if (event instanceof Event.Refreshed) {
      refreshed.countDown();
    }
  }

  @Test
  void needsAPersonWhenThereIsNothingToRefreshWith() {
    refreshAt(Duration.ofHours(1), house.granted("a2", "r2", Duration.ofHours(1)));
    house.connectWithoutRefreshToken(Duration.ofHours(1));
    house.clock.advance(Duration.ofHours(1));

    assertThat(house.ask()).isEqualTo(new Answer.PersonNeeded("needs-consent", "no-refresh-token"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void handsOutATokenThatCameExpiredForTenSeconds() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.answers(house.granted("a2", "r2", Duration.ZERO));

    var answers = List.of(house.ask(), house.ask(Duration.ofMinutes(5)));
    house.clock.advance(Duration.ofSeconds(10));
    house.endpoint.answers(house.granted("a3", "r3", Duration.ZERO));
    var later = house.ask();

    assertThat(answers)
        .allMatch(a -> a instanceof Answer.StillGood(_, var why) && why.equals("no-lifetime"));
    assertThat(house.tokenOf(later)).isEqualTo(Secret.of("a3"));
    assertThat(house.endpoint.sent()).hasSize(2);
    assertThat(house.status().due()).isNull();
  }

  @Test
  void doesNotHammerADeadProviderHoweverManyAccountsItHas() {
    var accounts = house.connectMany(500, Duration.ofHours(1));
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.always(new TokenOutcome.Unavailable("connect", false, null));

    for (int second = 0; second < 600; second++) {
      accounts.forEach(house.broker::tend);
      house.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(house.endpoint.sent()).hasSizeLessThan(20);
    assertThat(house.alarms).containsExactly("provider-down");
  }

  @Test
  void bringsAllAccountsBackOnceTheProviderIs() {
    var accounts = house.connectMany(500, Duration.ofHours(1));
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.always(new TokenOutcome.Unavailable("connect", false, null));
    accounts.forEach(house.broker::tend);
    house.endpoint.alwaysDoes(() -> house.granted("a2", "r2", Duration.ofHours(1)));

    for (int second = 0; second < 40; second++) {
      house.clock.advance(Duration.ofSeconds(1));
      accounts.forEach(house.broker::tend);
    }

    assertThat(accounts)
        .allMatch(id -> house.broker.peek(id).generation().equals(new Generation(2)));
  }

  private void reopen(Quirks.Rotation rotation, @Nullable Duration leeway) {
    house.close();
    house = new BrokerFixture(folder.resolve("other"), rotation, leeway);
    house.connect(Duration.ofHours(1));
  }

  private void crashWhileSending() {
    house.clock.advance(Duration.ofHours(1));
    house.endpoint.does(() -> {
      throw new IllegalStateException("the process ends here");
    });
    assertThatThrownBy(house::ask).hasMessage("the process ends here");
  }

  private void refreshAt(Duration later, TokenOutcome outcome) {
    house.clock.advance(later);
    house.endpoint.answers(outcome);
    house.ask();
  }

  /// Lets all askers see the old token before the endpoint answers the first.
  private List<Answer> burst(int askers, CountDownLatch gate) throws InterruptedException {
    var answers = new ArrayList<Answer>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < askers; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                var answer = house.ask();
                synchronized (answers) {
                  answers.add(answer);
                }
              }));
    }
    while (threads.stream().anyMatch(t -> t.getState() == Thread.State.NEW || running(t))) {
      Thread.onSpinWait();
    }
    gate.countDown();
    for (var thread : threads) {
      thread.join();
    }
    return answers;
  }

  private static boolean running(Thread thread) {
    return thread.getState() == Thread.State.RUNNABLE;
  }
}
