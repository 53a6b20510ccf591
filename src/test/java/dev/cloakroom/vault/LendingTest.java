package dev.cloakroom.vault;

import static dev.cloakroom.vault.Home.ANA;
import static dev.cloakroom.vault.Home.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Generation;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LendingTest {
  @TempDir Path folder;
  private Home home;
  private Lending lending;

  @BeforeEach
  void open() {
    home = new Home(folder);
    home.connect(ANA, "r1");
    lending = home.vault.lending();
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void lendsOnce() {
    var first = lend();

    var second = lend();

    assertThat(first).isInstanceOf(Lending.Answer.Taken.class);
    assertThat(second).isEqualTo(new Lending.Answer.Lent(loan(first)));
  }

  @Test
  void keepsALoanAsItWasWritten() {
    var loan = loan(lend());

    assertThat(lending.all()).containsExactly(loan);
    assertThat(lending.ties(ANA)).isEqualTo(new Ties(loan, null));
    assertThat(lending.ties()).containsOnlyKeys(ANA);
  }

  @Test
  void givesNoLeaseWhileItIsLent() {
    var loan = loan(lend());

    var lease = home.vault.lease(ANA, home.vault.current(ANA), null, NOW);

    assertThat(lease).isEqualTo(new Lease.Lent(loan));
  }

  @Test
  void lendsNothingWhileAnAttemptIsOpen() {
    home.vault.lease(ANA, home.vault.current(ANA), null, NOW);

    assertThat(lend()).isEqualTo(new Lending.Answer.NotNow());
  }

  @Test
  void lendsNoOtherGenerationThanTheNewest() {
    home.refresh(ANA, "r2");

    var answer = lending.lend(ANA, Generation.NONE.next(), terms(), NOW);

    assertThat(answer).isEqualTo(new Lending.Answer.NotNow());
  }

  @Test
  void takesAnotherFenceThanAnyAttempt() {
    var attempt = ((Lease.Taken) home.vault.lease(ANA, home.vault.current(ANA), null, NOW));
    home.vault.unsent(attempt.attempt());

    assertThat(loan(lend()).fence()).isGreaterThan(attempt.attempt().fence());
  }

  @Test
  void adoptsNothingForALoanThatIsOver() {
    var loan = loan(lend());
    lending.giveBack(loan, "");
    lend();

    assertThat(adopt(loan, "r2")).isEqualTo(Adoption.OVER);
    assertThat(lending.giveBack(loan, "")).isFalse();
  }

  @Test
  void adoptsNothingThatWasGivenUpBeforeTheLoan() {
    home.refresh(ANA, "r2");

    assertThat(adopt(loan(lend()), "r1")).isEqualTo(Adoption.OLDER);
  }

  @Test
  void adoptsNothingThatItAdoptedAndGaveUp() {
    var loan = loan(lend());
    adopt(loan, "r2");
    adopt(loan, "r3");

    assertThat(adopt(loan, "r2")).isEqualTo(Adoption.OLDER);
    assertThat(home.refreshToken(ANA)).isEqualTo(Home.tokens("a", "r3").refresh());
  }

  @Test
  void keepsTheScopesThatAreKnownWhateverTheFileSays() {
    var loan = loan(lend());
    var found = Home.tokens("a2", "r2");

    lending.adopt(loan, new Lending.Find(found, "", null));

    assertThat(home.vault.current(ANA).scopes()).isEqualTo(found.scopes());
    assertThat(lending.ties(ANA).serves("another")).isFalse();
  }

  @Test
  void servesThePersonToWhomTheAccountBelongsInAnyCase() {
    var loan = loan(lend());
    adopt(loan, "r2");

    assertThat(lending.ties(ANA).workload()).isNotNull();
    assertThat(lending.ties(ANA).serves("host")).isTrue();
  }

  @Test
  void endsWithTheAccount() {
    lend();

    home.vault.remove(ANA);

    assertThat(lending.all()).isEmpty();
  }

  private Lending.Answer lend() {
    return lending.lend(ANA, home.generation(ANA), terms(), NOW);
  }

  private static Loan loan(Lending.Answer answer) {
    return ((Lending.Answer.Taken) answer).loan();
  }

  private Adoption adopt(Loan loan, String refresh) {
    return lending.adopt(loan, new Lending.Find(Home.tokens("a-" + refresh, refresh), "", null));
  }

  private static Loan.Terms terms() {
    return new Loan.Terms(
        "run-1",
        "group",
        "engine",
        "kimi-cli",
        "run-1-1",
        "kimi.json",
        "sub",
        OptionalInt.of(1000));
  }
}
