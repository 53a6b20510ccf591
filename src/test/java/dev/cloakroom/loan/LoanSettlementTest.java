package dev.cloakroom.loan;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.vault.AccountState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of loans when the host dies, and of accounts that nobody has shown whose they are.
@Timeout(20)
class LoanSettlementTest {
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
  void sendsNothingAfterACrashBeforeTheLoanIsSettled() {
    house.toolRefreshes(house.lend("run-1"), "a2", "r2");
    crash();
    house.rooms.letTokensExpire();

    assertThatThrownBy(() -> house.rooms.broker.token(ANA, null, "group", "token"))
        .extracting("code")
        .isEqualTo("account-lent");

    assertThat(house.rooms.endpoint.sent()).isEmpty();
  }

  @Test
  void adoptsWhatADeadHostLeftBeforeTheFirstRefresh() {
    house.toolRefreshes(house.lend("run-1"), "a2", "r2");
    crash();
    house.rooms.letTokensExpire();
    house.rooms.nextRefreshBrings("a3");

    house.loans.settle(_ -> true);
    house.rooms.broker.token(ANA, null, "group", "token");

    assertThat(house.rooms.endpoint.sent()).containsExactly(Secret.of("r2"));
    assertThat(temporary.resolve("loans")).isEmptyDirectory();
  }

  @Test
  void leavesALoanAloneWhoseContainerMayStillBeThere() {
    house.toolRefreshes(house.lend("run-1"), "a2", "r2");
    crash();

    house.loans.settle(_ -> false);

    assertThat(house.alarms).singleElement().asString().startsWith("loan-unsettled The run run-1");
    assertThat(house.rooms.vault.lending().all()).hasSize(1);
    house.loans.settle(_ -> true);
    assertThat(house.access()).isEqualTo("a2");
  }

  @Test
  void triesTheRefreshTokenOnceWhenTheFileIsGone() throws IOException {
    Files.delete(LentRooms.file(house.lend("run-1")));
    crash();

    house.loans.settle(_ -> true);

    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
  }

  @Test
  void deletesFoldersThatNoLoanKnowsOf() throws IOException {
    var lent = house.lend("run-1");
    Files.createDirectories(temporary.resolve("loans/run-0-1/deep"));
    crash();

    house.loans.settle(_ -> false);

    assertThat(temporary.resolve("loans")).isDirectoryContaining(lent.folder()::equals);
    assertThat(temporary.resolve("loans/run-0-1")).doesNotExist();
  }

  @Test
  void leavesTheFileOfARunThatBorrowsMeanwhile() {
    house.lend("run-1");
    crash();
    house.rooms.connect(BEA, "b1", Scopes.NONE);
    var borrowed = new ArrayList<Lent>();

    house.loans.settle(_ -> borrowed.add(house.lend("run-2", BEA, Scopes.NONE)));

    assertThat(borrowed)
        .singleElement()
        .satisfies(lent -> {
          assertThat(LentRooms.file(lent)).content().startsWith("b1|");
        });
  }

  @Test
  void tellsOnceOfALoanWhoseNodeIsGone() {
    var other = house.anotherNode();
    var now = house.rooms.clock.instant();
    other.lending().lend(ANA, other.require(ANA).generation(), house.terms("run-b"), now);
    house.rooms.clock.advance(Duration.ofMinutes(16));

    house.loans.tendLoans(house.rooms.clock.instant());
    house.loans.tendLoans(house.rooms.clock.instant());

    assertThat(house.alarms).singleElement().asString().startsWith("loan-abandoned The run run-b");
    assertThat(house.rooms.vault.lending().all()).hasSize(1);
  }

  @Test
  void settlesNoLoanOfItsOwnLife() {
    house.lend("run-1");

    house.loans.settle(_ -> true);

    assertThat(house.rooms.vault.lending().all()).hasSize(1);
  }

  @Test
  void endsALoanThatNobodyKnowsOf() {
    house.rooms.broker.lend(ANA, house.terms("run-1"));
    house.rooms.letTokensExpire();

    house.loans.tendLoans(house.rooms.clock.instant());

    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void goesOnWithANewLoginAndTakesNothingMoreOfTheOldLoan() {
    var lent = house.lend("run-1");
    house.rooms.connect(ANA);
    house.toolRefreshes(lent, "a2", "r2");

    lent.close();

    assertThat(house.access()).isEqualTo("a1");
    assertThat(house.rooms.vault.require(ANA).generation().number()).isEqualTo(2);
    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void servesOneWorkloadOnlyWhenNobodyHasShownWhoseTheNewTokenIs() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");
    lent.close();
    house.rooms.broker.introduce("run-2", "group");

    var answer = house.rooms.broker.token(ANA, null, "run-2", "access-file");

    assertThat(answer.tokensOf(ANA).access()).isEqualTo(Secret.of("a2"));
    assertThatThrownBy(() -> house.rooms.broker.token(ANA, null, "run-9", "access-file"))
        .extracting("code")
        .isEqualTo("account-unproven");
  }

  @Test
  void servesEverybodyOnceTheProviderHasSaidWhoseItIs() {
    var lent = house.lend("run-1");
    house.people.put("a2", "sub-ana");
    house.toolRefreshes(lent, "a2", "r2");
    lent.close();

    var answer = house.rooms.broker.token(ANA, null, "run-9", "access-file");

    assertThat(answer.tokensOf(ANA).access()).isEqualTo(Secret.of("a2"));
  }

  @Test
  void servesEverybodyOnceTheProviderSaysItLater() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");
    lent.close();
    house.people.put("a2", "sub-ana");

    house.loans.proveBound(house.rooms.clock.instant());

    assertThat(house.rooms.broker.token(ANA, null, "run-9", "access-file").tokensOf(ANA).access())
        .isEqualTo(Secret.of("a2"));
  }

  @Test
  void letsGoOfWhatTheProviderLaterSaysIsSomebodyElses() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");
    house.loans.look();
    house.people.put("a2", "sub-mallory");

    house.loans.proveBound(house.rooms.clock.instant());

    assertThat(house.rooms.vault.require(ANA).state()).isEqualTo(AccountState.NEEDS_CONSENT);
    assertThat(house.alarms).singleElement().asString().startsWith("other-subject ");
    lent.close();
    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  @Test
  void servesEverybodyAfterANewLogin() {
    var lent = house.lend("run-1");
    house.toolRefreshes(lent, "a2", "r2");
    lent.close();
    house.rooms.connect(ANA);

    var answer = house.rooms.broker.token(ANA, null, "run-9", "access-file");

    assertThat(answer.tokensOf(ANA).access()).isEqualTo(Secret.of("a1"));
  }

  private void crash() {
    house = house.crashed();
  }
}
