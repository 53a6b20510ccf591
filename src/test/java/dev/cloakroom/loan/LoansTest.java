package dev.cloakroom.loan;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.broker.Answer;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.event.Event;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.AccountState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class LoansTest {
  @TempDir Path temporary;
  private LentRooms house;

  @BeforeEach
  void open() {
    house = new LentRooms(temporary);
    house.rooms.connect(ANA);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void givesTheRunTheRealTokensInAPrivateFile() throws IOException {
    var lent = house.lend("run-1");

    assertThat(LentRooms.file(lent)).content().startsWith("a1|r1|");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(LentRooms.file(lent))))
        .isEqualTo("rw-------");
    assertThat(house.received).containsExactly(Secret.of("a1"), Secret.of("r1"));
    assertThat(house.audited("lent")).containsExactly("run-1 1 plain-file");
  }

  @Test
  void refusesASecondRunAndSaysWhichHasIt() {
    house.lend("run-1");

    assertThatThrownBy(() -> house.lend("run-2"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("lent to the run run-1 of group")
        .extracting("code")
        .isEqualTo("account-lent");
  }

  @Test
  void lendsToTheNextRunOnceTheFirstHasEnded() {
    house.lend("run-1").close();

    var lent = house.lend("run-2");

    assertThat(LentRooms.file(lent)).exists();
    assertThat(house.audited("returned")).containsExactly("run-1 1 ");
  }

  @Test
  void adoptsWhatTheToolRotated() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(house.audited("committed")).contains("run-1 2 adopted");
    assertThat(house.received).contains(Secret.of("a2"), Secret.of("r2"));
  }

  @Test
  void sendsNothingWhileItIsLent() {
    house.lend("run-1");
    house.rooms.letTokensExpire();

    house.rooms.broker.refused(ANA, house.rooms.vault.require(ANA).generation());

    assertThatThrownBy(() -> house.rooms.broker.token(ANA, null, "group", "token"))
        .hasMessageContaining("run-1");
    assertThat(house.rooms.endpoint.sent()).isEmpty();
  }

  @Test
  void servesOthersWhatLivesButNothingLonger() {
    house.lend("run-1");
    house.rooms.clock.advance(Duration.ofMinutes(59).plusSeconds(40));

    var answer = house.rooms.broker.token(ANA, null, "run-9", "access-file");

    assertThat(answer).isInstanceOf(Answer.StillGood.class);
    assertThatThrownBy(
            () -> house.rooms.broker.token(ANA, Duration.ofMinutes(30), "run-9", "access-file"))
        .extracting("code")
        .isEqualTo("account-lent");
  }

  @Test
  void looksOnceMoreAtTheEnd() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");

    lent.close();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(lent.folder()).doesNotExist();
    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void triesTheRefreshTokenOnceWhenTheToolWasRefused() {
    var lent = house.lend("run-1");
    house.toolWrites(lent, "-");

    lent.close();

    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 tombstone");
  }

  @Test
  void doubtsNothingWhenATornFileIsWholeAgain() {
    var lent = house.lend("run-1");
    var whole = house.line("a2", "r2", "");
    house.toolWrites(lent, whole);
    house.loans.look();
    house.rooms.clock.advance(Duration.ofSeconds(2));
    house.toolWrites(lent, "half");
    house.loans.look();
    house.rooms.clock.advance(Duration.ofSeconds(2));
    house.loans.look();
    house.toolWrites(lent, whole);

    lent.close();

    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 torn");
  }

  @Test
  void givesEachTornMomentItsOwnTime() {
    var lent = house.lend("run-1");
    var whole = house.line("a2", "r2", "");
    for (var content : List.of(whole, "half", whole, "half")) {
      house.toolWrites(lent, content);
      house.loans.look();
      house.rooms.clock.advance(Duration.ofSeconds(2));
    }

    assertThat(house.audited("adoption-refused")).isEmpty();
  }

  @Test
  void stillDoubtsWhatItRefusedWhenTheFileIsThatAgain() {
    var lent = house.lend("run-1");
    house.people.put("m1", "sub-mallory");
    var theirs = house.line("m1", "m2", "");
    for (var content : List.of(theirs, "half", theirs)) {
      house.toolWrites(lent, content);
      house.loans.look();
      house.rooms.clock.advance(Duration.ofSeconds(2));
    }

    lent.close();

    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
  }

  @Test
  void leavesALoanToTheNextHostWhoseContainerMayStillBeThere() {
    var lent = house.lend("run-1");
    lent.abandon();
    lent.close();
    house.rooms.letTokensExpire();
    house.loans.tendLoans(house.rooms.clock.instant());

    assertThat(house.rooms.vault.lending().all()).hasSize(1);
    assertThat(LentRooms.file(lent)).exists();
    assertThat(house.alarms).singleElement().asString().startsWith("loan-unsettled The run run-1");
    house = house.crashed();
    house.loans.settle(_ -> true);
    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void stillTakesUpWhatTheToolOfAnAbandonedLoanGets() {
    var lent = house.lend("run-1");
    lent.abandon();
    house.toolRefreshes(lent, "a2", "r2");

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
  }

  @Test
  void lendsNothingToAOneOffRunWhereNobodyWillSayWhoseTheTokensAre() {
    assertThatThrownBy(() -> house.lendOneOff("run-1"))
        .hasMessageContaining("--workload")
        .extracting("code")
        .isEqualTo("workload-needed");

    assertThat(house.rooms.vault.lending().all()).isEmpty();
    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void lendsToAOneOffRunWhereTheProviderSaysWhoseTheTokensAre() {
    house.people.put("a1", "sub-ana");

    assertThat(LentRooms.file(house.lendOneOff("run-1"))).exists();
  }

  @Test
  void lendsNothingToAOneOffRunOfAnAccountOfNobodyKnown() {
    var tokens = house.rooms.broker.peek(ANA);
    house.rooms.broker.disconnect(ANA);
    house.rooms.broker.connect(ANA, "", "ana", tokens);
    house.people.put("a1", "sub-ana");

    assertThatThrownBy(() -> house.lendOneOff("run-1"))
        .extracting("code")
        .isEqualTo("workload-needed");
  }

  @Test
  void hearsOfAnAdoptionByItselfWhenTheToolWrites() throws InterruptedException {
    var adopted = new CountDownLatch(1);
    house.rooms.events.subscribe(event -> {
      if (event instanceof Event.Refreshed) {
        adopted.countDown();
      }
    });
    house.loans.start();
    var lent = house.lend("run-1");

    house.toolRefreshes(lent, "a2", "r2");

    assertThat(adopted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(house.access()).isEqualTo("a2");
  }

  @Test
  void refreshesBeforeItLendsWhatIsInDoubt() {
    house.rooms.vault.setState(house.rooms.vault.require(ANA), AccountState.UNCERTAIN, "restored");
    house.rooms.nextRefreshBrings("a2");

    var lent = house.lend("run-1");

    assertThat(LentRooms.file(lent)).content().startsWith("a2|r1|");
    assertThat(house.rooms.endpoint.sent()).hasSize(1);
  }

  @Test
  void lendsNothingThatStaysInDoubt() {
    house.rooms.vault.setState(house.rooms.vault.require(ANA), AccountState.UNCERTAIN, "restored");
    house.rooms.endpoint.answers(new TokenOutcome.Unavailable("down", false, null));

    assertThatThrownBy(() -> house.lend("run-1"))
        .hasMessageContaining("can't be lent")
        .extracting("code")
        .isEqualTo("not-lendable");
  }

  @Test
  void lendsNothingWhereThereIsNoRefreshToken() {
    house.rooms.connectWithoutRefreshToken(ANA, "ana", Duration.ofHours(1));

    assertThatThrownBy(() -> house.rooms.broker.lend(ANA, house.terms("run-1")))
        .hasMessageContaining("has no refresh token")
        .extracting("code")
        .isEqualTo("not-lendable");
  }

  @Test
  void asksAPersonWhereTheAuthorizationIsDead() {
    house.rooms.vault.setState(
        house.rooms.vault.require(ANA), AccountState.NEEDS_CONSENT, "invalid_grant");

    assertThatThrownBy(() -> house.lend("run-1")).extracting("code").isEqualTo("needs-consent");
  }

  @Test
  void lendsNothingThatCanDoMoreThanTheGrantAllows() {
    assertThatThrownBy(() -> house.lend("run-1", ANA, Scopes.of("email")))
        .extracting("code")
        .isEqualTo("token-above-ceiling");

    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void takesTheLoanBackWhenItsFileCantBeWritten() throws IOException {
    Files.writeString(temporary.resolve("loans/run-1-1"), "in the way");

    assertThatThrownBy(() -> house.lend("run-1")).extracting("code").isEqualTo("folder-unusable");

    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }
}
