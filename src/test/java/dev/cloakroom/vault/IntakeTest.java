package dev.cloakroom.vault;

import static dev.cloakroom.vault.Home.ANA;
import static dev.cloakroom.vault.Home.BEN;
import static dev.cloakroom.vault.Home.NOW;
import static dev.cloakroom.vault.Home.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.vault.Intake.Answer;
import dev.cloakroom.vault.Intake.Offer;
import dev.cloakroom.vault.Intake.Person;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which tokens from outside are taken (promise P11).
class IntakeTest {
  private static final Person HERSELF = new Person("sub-ana", "ana");
  private static final Person EVE = new Person("sub-eve", "eve");

  @TempDir Path folder;
  private Home home;
  private Intake intake;

  @BeforeEach
  void open() {
    home = new Home(folder);
    intake = home.vault.intake();
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void takesATokenForAnAccountThatIsNotHere() {
    assertThat(take(ANA, HERSELF, "r1")).isEqualTo(Answer.TAKEN);
    assertThat(home.vault.require(ANA))
        .returns(AccountState.UNCERTAIN, Account::state)
        .returns("imported", Account::reason)
        .returns("sub-ana", Account::subject);
    assertThat(home.refreshToken(ANA)).isEqualTo(Secret.of("r1"));
  }

  @Test
  void takesNothingWhenAskedOnly() {
    var offer = new Offer(ANA, "import", HERSELF, tokens("a", "r1"), NOW);

    assertThat(intake.consider(offer)).isEqualTo(Answer.TAKEN);
    assertThat(home.vault.accounts()).isEmpty();
  }

  @Test
  void takesATokenOnce() {
    take(ANA, HERSELF, "r1");
    home.letDie(ANA);

    assertThat(take(ANA, HERSELF, "r1")).isEqualTo(Answer.TAKEN_BEFORE);
    assertThat(take(BEN, null, "r1")).isEqualTo(Answer.TAKEN_BEFORE);
  }

  @Test
  void takesANewTokenWhenTheOldOneIsDead() {
    take(ANA, HERSELF, "r1");
    home.refresh(ANA, "r2");
    home.letDie(ANA);

    assertThat(take(ANA, HERSELF, "r3")).isEqualTo(Answer.TAKEN);
    assertThat(home.generation(ANA)).isEqualTo(new Generation(3));
  }

  @Test
  void leavesAnAccountAloneThatNeedsNothing() {
    home.connect(ANA, "r1");

    assertThat(take(ANA, HERSELF, "r2")).isEqualTo(Answer.NOT_NEEDED);
  }

  @Test
  void takesNoTokenThatWasUsedHere() {
    home.connect(ANA, "r1");
    home.refresh(ANA, "r2");
    home.vault.remove(ANA);

    assertThat(take(ANA, HERSELF, "r1")).isEqualTo(Answer.SPENT);
    assertThat(take(BEN, null, "r2")).isEqualTo(Answer.SPENT);
  }

  @Test
  void takesNoTokenThatIsDead() {
    home.connect(ANA, "r1");
    home.letDie(ANA);

    assertThat(take(ANA, HERSELF, "r1")).isEqualTo(Answer.SPENT);
  }

  @Test
  void takesNoTokenThatAnotherAccountHas() {
    home.connect(ANA, "r1");

    assertThat(take(BEN, null, "r1")).isEqualTo(Answer.IN_USE);
  }

  @Test
  void takesNoTokenOfSomebodyElse() {
    home.connect(ANA, "r1");
    home.letDie(ANA);

    assertThat(take(ANA, EVE, "r2")).isEqualTo(Answer.OTHER_SUBJECT);
  }

  @Test
  void learnsWhoseItIs() {
    take(ANA, null, "r1");

    assertThat(intake.identify(ANA, HERSELF, NOW)).isTrue();
    assertThat(home.vault.require(ANA))
        .returns("sub-ana", Account::subject)
        .returns("ana", Account::label);
  }

  @Test
  void learnsWhoseItIsAndForgetsNothingElse() {
    var end = NOW.plusSeconds(600);
    intake.take(new Offer(ANA, "import", null, tokens("a", "r1").withRefreshEnd(end), NOW));

    intake.identify(ANA, HERSELF, NOW.plusSeconds(60));

    assertThat(home.vault.require(ANA))
        .returns(end, Account::refreshEndsAt)
        .returns(NOW, Account::authorizedAt);
  }

  @Test
  void letsGoOfATokenThatTurnsOutToBeSomebodyElses() {
    home.connect(ANA, "r1");
    home.letDie(ANA);
    take(ANA, null, "r2");

    assertThat(intake.identify(ANA, EVE, NOW)).isFalse();
    assertThat(home.vault.require(ANA))
        .returns(AccountState.NEEDS_CONSENT, Account::state)
        .returns("other-subject", Account::reason)
        .returns("sub-ana", Account::subject);
    assertThat(home.refreshToken(ANA)).isNull();
    assertThat(home.vault.current(ANA).life().liveFor(java.time.Duration.ZERO, NOW)).isFalse();
  }

  @Test
  void remembersInABackupWhatWasTaken() {
    take(ANA, HERSELF, "r1");
    try (var other = new Home(folder.resolve("other"))) {
      other.restore(home.inventory());
      other.letDie(ANA);

      var offer = new Offer(ANA, "import", HERSELF, tokens("a", "r1"), NOW);

      assertThat(other.vault.intake().take(offer)).isEqualTo(Answer.TAKEN_BEFORE);
    }
  }

  private Answer take(AccountId id, @Nullable Person person, String refresh) {
    return intake.take(new Offer(id, "import", person, tokens("a-" + refresh, refresh), NOW));
  }
}
