package dev.cloakroom.source;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Intake.Person;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {
  private static final String REPLY =
      "{\"access_token\":\"a1\",\"refresh_token\":\"%s\",\"expires_in\":3600}";

  @TempDir Path folder;
  private RealRooms rooms;
  private RememberingDesk desk;
  private Imports imports;

  @BeforeEach
  void open() {
    rooms = new RealRooms(folder);
    desk = new RememberingDesk();
    imports = new Imports(rooms.vault.intake(), rooms.catalog, desk, rooms.clock);
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void asksWhoseItIsBeforeItIsTaken() {
    imports.take(ANA, Secret.of(REPLY.formatted("r1")), "import");

    assertThat(desk.asked).containsExactly(Secret.of("a1"));
    assertThat(rooms.vault.require(ANA))
        .returns("sub-ana", Account::subject)
        .returns(AccountState.UNCERTAIN, Account::state);
  }

  @Test
  void refusesSomebodyElsesBeforeAnythingIsChanged() {
    rooms.connect(ANA);
    rooms.vault.setState(rooms.vault.require(ANA), AccountState.NEEDS_CONSENT, "invalid_grant");
    desk.person = new Person("sub-eve", "eve");

    assertThat(refusal(REPLY.formatted("r2"))).isEqualTo("other-subject");
    assertThat(rooms.vault.current(ANA).refresh()).isEqualTo(Secret.of("r1"));
  }

  @Test
  void asksAfterTheFirstRefreshWhereOnlyThatCanTell() {
    imports.take(ANA, Secret.of("r1"), "import");

    assertThat(desk.asked).containsExactly(Secret.of("live"));
    assertThat(rooms.vault.require(ANA).subject()).isEqualTo("sub-ana");
  }

  @Test
  void letsGoOfWhatTurnsOutToBeSomebodyElses() {
    rooms.connect(ANA);
    rooms.vault.setState(rooms.vault.require(ANA), AccountState.NEEDS_CONSENT, "invalid_grant");
    desk.person = new Person("sub-eve", "eve");

    assertThat(refusal("r2")).isEqualTo("other-subject");
    assertThat(rooms.vault.require(ANA).reason()).isEqualTo("other-subject");
    assertThat(rooms.vault.current(ANA).refresh()).isNull();
  }

  @Test
  void takesWhatNobodyTellsOf() {
    desk.person = null;

    imports.take(ANA, Secret.of("r1"), "import");

    assertThat(rooms.vault.require(ANA).label()).isEqualTo("unknown");
  }

  @Test
  void saysWhyItRefuses() {
    rooms.connect(ANA);

    assertThat(refusal("r2")).isEqualTo("not-needed");
    assertThat(refusal("")).isEqualTo("no-tokens");
    rooms.vault.setState(rooms.vault.require(ANA), AccountState.NEEDS_CONSENT, "invalid_grant");
    assertThat(refusal("r1")).isEqualTo("token-spent");
    imports.take(ANA, Secret.of("r3"), "import");
    assertThat(refusal("r3")).isEqualTo("taken-before");
  }

  @Test
  void takesNoTokenOfAProviderThatItDoesNotKnow() {
    var nowhere = new AccountId("nowhere", "ana");

    assertThat(
            catchThrowableOfType(
                    Problem.class, () -> imports.take(nowhere, Secret.of("r1"), "import"))
                .code())
        .isEqualTo("unknown-provider");
  }

  @Test
  void plantsSeedsThatAreNewAndGoesOnAfterOneThatIsNot() {
    var bea = new AccountId("google", "bea");
    imports.take(ANA, Secret.of("r1"), "env A");

    imports.plant(
        List.of(
            new Seed(ANA, "env A", () -> Optional.of(Secret.of("r1"))),
            new Seed(ANA, "env B", Optional::empty),
            new Seed(bea, "env C", () -> Optional.of(Secret.of("s1")))));

    assertThat(rooms.vault.require(ANA).generation().number()).isEqualTo(1);
    assertThat(rooms.vault.current(bea).refresh()).isEqualTo(Secret.of("s1"));
  }

  @Test
  void plantsTheOtherSeedsWhateverBecomesOfOne() {
    imports.plant(
        List.of(
            new Seed(
                ANA,
                "env A",
                () -> {
                  throw new IllegalStateException("on purpose");
                }),
            new Seed(ANA, "env B", () -> Optional.of(Secret.of("r1")))));

    assertThat(rooms.vault.current(ANA).refresh()).isEqualTo(Secret.of("r1"));
  }

  private String refusal(String text) {
    return catchThrowableOfType(Problem.class, () -> imports.take(ANA, Secret.of(text), "import"))
        .code();
  }

  /// Tells whose every token is, and remembers which it was asked for.
  private static final class RememberingDesk implements Desk {
    private final List<Secret> asked = new ArrayList<>();
    private @Nullable Person person = new Person("sub-ana", "ana");

    @Override
    public Optional<Person> whose(String provider, Secret access) {
      asked.add(access);
      return Optional.ofNullable(person);
    }

    @Override
    public void takeUp() {
      // nobody keeps tokens live here
    }

    @Override
    public Optional<Secret> live(AccountId account) {
      return Optional.of(Secret.of("live"));
    }
  }
}
