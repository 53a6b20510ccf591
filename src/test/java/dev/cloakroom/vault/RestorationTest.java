package dev.cloakroom.vault;

import static dev.cloakroom.vault.Home.ANA;
import static dev.cloakroom.vault.Home.BEN;
import static dev.cloakroom.vault.Home.NOW;
import static dev.cloakroom.vault.Home.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a restore does by what is here (promises P3 and P11).
class RestorationTest {
  @TempDir Path folder;
  private Home home;
  private Home other;

  @BeforeEach
  void open() {
    home = new Home(folder.resolve("one"));
    other = new Home(folder.resolve("other"));
  }

  @AfterEach
  void close() {
    home.close();
    other.close();
  }

  @Test
  void addsWhatIsNotHereAndHasItTriedFirst() {
    home.connect(ANA, "r1");
    home.refresh(ANA, "r2");

    var fates = other.restore(home.inventory());

    assertThat(fates).containsExactly(Fate.ADDED);
    assertThat(other.vault.current(ANA).refresh()).isEqualTo(Secret.of("r2"));
    assertThat(other.vault.require(ANA))
        .returns(AccountState.UNCERTAIN, Account::state)
        .returns("restored", Account::reason)
        .returns("sub-ana", Account::subject)
        .returns(new Generation(3), Account::generation);
  }

  @Test
  void believesATokenThatDoesNotRotate() {
    home.connect(ANA, "r1");

    other.restore(home.inventory(), _ -> false);

    assertThat(other.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void believesAnAccountWithoutARefreshToken() {
    home.vault.connect(ANA, "sub-ana", "ana", tokens("a", null), NOW);

    other.restore(home.inventory());

    assertThat(other.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void bringsADeadAccountBackAsDead() {
    home.connect(ANA, "r1");
    home.letDie(ANA);

    other.restore(home.inventory());

    assertThat(other.vault.require(ANA))
        .returns(AccountState.NEEDS_CONSENT, Account::state)
        .returns("invalid_grant", Account::reason);
  }

  @Test
  void keepsWhatIsNewerHere() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    home.refresh(ANA, "r2");

    assertThat(home.restore(backup)).containsExactly(Fate.KEPT);
    assertThat(home.refreshToken(ANA)).isEqualTo(Secret.of("r2"));
    assertThat(home.generation(ANA)).isEqualTo(new Generation(2));
  }

  @Test
  void doesNotBringBackWhatWasDisconnected() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    home.vault.remove(ANA);

    assertThat(home.restore(backup)).containsExactly(Fate.SPENT);
    assertThat(home.vault.account(ANA)).isEmpty();
  }

  @Test
  void doesNotBringBackWhatWasRotatedAwayBeforeItDied() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    home.refresh(ANA, "r2");
    home.letDie(ANA);

    assertThat(home.restore(backup)).containsExactly(Fate.SPENT);
    assertThat(home.refreshToken(ANA)).isEqualTo(Secret.of("r2"));
  }

  @Test
  void doesNotBringBackWhatWasUsedUnderAnotherName() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    other.connect(BEN, "r1");
    other.refresh(BEN, "r2");

    assertThat(other.restore(backup)).containsExactly(Fate.SPENT);
  }

  @Test
  void doesNotBringBackAnAccessTokenThatWasDisconnected() {
    home.vault.connect(ANA, "sub-ana", "ana", tokens("a", null), NOW);
    var backup = home.inventory();
    home.vault.remove(ANA);

    assertThat(home.restore(backup)).containsExactly(Fate.SPENT);
  }

  @Test
  void doesNotBringBackWhatIsOlderThanItRemembers() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    for (int next = 2; next <= 1_101; next++) {
      home.refresh(ANA, "r" + next);
    }
    home.letDie(ANA);

    assertThat(home.restore(backup)).containsExactly(Fate.SPENT);
  }

  @Test
  void bringsBackWhatMayLiveWhereTheOneHereIsDead() {
    home.connect(ANA, "r1");
    other.connect(ANA, "s1");
    other.letDie(ANA);

    assertThat(other.restore(home.inventory())).containsExactly(Fate.BROUGHT_BACK);
    assertThat(other.refreshToken(ANA)).isEqualTo(Secret.of("r1"));
    assertThat(other.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN);
    assertThat(other.restore(other.inventory())).containsExactly(Fate.KEPT);
  }

  @Test
  void neverBringsBackWhatABroughtBackTokenReplaced() {
    other.connect(ANA, "s1");
    var old = other.inventory();
    other.letDie(ANA);
    home.connect(ANA, "r1");
    other.restore(home.inventory());
    other.letDie(ANA);

    assertThat(other.restore(old)).containsExactly(Fate.SPENT);
  }

  @Test
  void keepsTheSameTokenThoughItIsDead() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    home.letDie(ANA);

    assertThat(home.restore(backup)).containsExactly(Fate.KEPT);
    assertThat(home.vault.require(ANA).state()).isEqualTo(AccountState.NEEDS_CONSENT);
  }

  @Test
  void refusesAnotherSubject() {
    home.connect(ANA, "r1");
    other.vault.connect(ANA, "sub-eve", "eve", tokens("a", "s1"), NOW);
    other.letDie(ANA);

    assertThat(other.restore(home.inventory())).containsExactly(Fate.OTHER_SUBJECT);
    assertThat(other.refreshToken(ANA)).isEqualTo(Secret.of("s1"));
  }

  @Test
  void tellsOfARowThatWasDamaged() {
    home.connect(ANA, "r1");
    home.connect(BEN, "s1");
    damage(home);

    assertThat(other.restore(home.inventory())).containsExactly(Fate.DAMAGED, Fate.ADDED);
    assertThat(other.vault.account(ANA)).isEmpty();
  }

  @Test
  void bringsBackARowThatIsDamagedHere() {
    home.connect(ANA, "r1");
    var backup = home.inventory();
    damage(home);

    assertThat(home.restore(backup)).containsExactly(Fate.BROUGHT_BACK);
    assertThat(home.refreshToken(ANA)).isEqualTo(Secret.of("r1"));
  }

  @Test
  void neverLetsAGenerationFall() {
    home.connect(ANA, "r1");
    for (int next = 2; next <= 9; next++) {
      other.connect(ANA, "s" + next);
    }
    other.vault.remove(ANA);

    other.restore(home.inventory());

    assertThat(other.generation(ANA)).isEqualTo(new Generation(9));
  }

  @Test
  void learnsWhatIsSpentAlsoOfAccountsThatAreGone() {
    home.connect(ANA, "r1");
    var old = home.inventory();
    home.vault.remove(ANA);

    other.restore(home.inventory());

    assertThat(other.restore(old)).containsExactly(Fate.SPENT);
    assertThat(other.connect(ANA, "r2").generation()).isEqualTo(new Generation(2));
  }

  @Test
  void plansWithoutChangingAnything() {
    home.connect(ANA, "r1");

    assertThat(other.plan(home.inventory())).containsExactly(Fate.ADDED);
    assertThat(other.vault.accounts()).isEmpty();
    assertThat(other.vault.lastChange()).isZero();
  }

  @Test
  void readsTheInventoryThatItWrote() throws IOException {
    home.connect(ANA, "r1");
    home.refresh(ANA, "r2");
    home.connect(BEN, "s1");
    damage(home);
    home.vault.remove(BEN);
    var inventory = home.inventory();

    var bytes = new ByteArrayOutputStream();
    InventoryCodec.write(new DataOutputStream(bytes), inventory);
    var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(other.restore(InventoryCodec.read(in))).isEqualTo(other.restore(inventory));
    assertThat(other.inventory().lineages()).isEqualTo(inventory.lineages());
  }

  private static void damage(Home home) {
    home.store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(
            "UPDATE token_set SET sealed = X'00' WHERE account = 'google/ana'");
      }
    });
  }
}
