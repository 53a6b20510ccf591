package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.HostUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest {
  private static final int CONTAINER = 100_999;
  private static final Clock CLOCK = Clock.fixed(ForeignCheckout.NOW, ZoneOffset.UTC);

  @TempDir private Path parent;
  private ForeignCheckout foreign;

  @BeforeEach
  void make() {
    foreign = ForeignCheckout.in(parent);
  }

  @ParameterizedTest
  @ValueSource(strings = {Copies.ACTIVE, Copies.BACKUP})
  void keepsTheNewestLoginWhereverItIs(String place) {
    foreign.login(place, 9);
    var newest = foreign.read(place);

    isolate();
    assertThat(foreign.read(Copies.ACTIVE)).isEqualTo(newest);
    assertThat(foreign.copy(Copies.BACKUP)).doesNotExist();

    undo();
    assertThat(foreign.read(Copies.BACKUP)).isEqualTo(newest);
  }

  @Test
  void takesThePersonsOwnLoginWhereNoneIsIsolatedOrItIsNamed() throws IOException {
    foreign.login(Copies.OWN, 9);
    var own = foreign.read(Copies.OWN);

    isolate();
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
    isolation(CONTAINER, new RealDisk(OptionalInt.empty())).apply(Copies.OWN, false);
    assertThat(foreign.read(Copies.ACTIVE)).isEqualTo(own);

    Files.delete(foreign.copy(Copies.ACTIVE));
    isolate();
    assertThat(foreign.read(Copies.ACTIVE)).isEqualTo(own);
  }

  @Test
  void leavesTheLoginOfAnotherPersonInTheirHome() {
    foreign.put(Copies.OWN, ForeignCheckout.login(9, "another"));

    isolate();

    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
    assertThat(foreign.read(Copies.OWN)).contains("unreal-refresh-9");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void losesNoLoginThatAForgedOneSeemsNewerThan(boolean whole) {
    foreign.write("src/container-runner.ts", whole ? "// all" : "// data/oauth-token");
    foreign.login(Copies.ACTIVE, 99).login(Copies.BACKUP, 7);
    foreign.write("data/sessions/main/.kimi/credentials/kimi-code.json", login(6));

    isolation(CONTAINER, new RealDisk(OptionalInt.empty())).apply(Copies.BACKUP, false);
    isolate();

    var folder = whole ? "data/" : "data/credentials/";
    assertThat(foreign.path(folder + "kimi-code.json.before-isolation")).hasContent(login(99));
    assertThat(foreign.path(folder + "kimi-code.json.before-isolation-2")).hasContent(login(6));
    assertThat(foreign.modeOf(folder + "kimi-code.json.before-isolation")).isEqualTo("rw-------");
    undo();
    assertThat(foreign.path(folder + "kimi-code.json.before-isolation-2")).exists();
  }

  private static String login(int number) {
    return ForeignCheckout.login(number, "kai");
  }

  @Test
  void believesTheTokensAndNotTheTimesOfTheFiles() throws IOException {
    var old = FileTime.from(ForeignCheckout.NOW.minus(Duration.ofDays(9)));
    Files.setLastModifiedTime(foreign.copy(Copies.ACTIVE), old);
    var newest = foreign.read(Copies.ACTIVE);

    isolate();

    assertThat(foreign.read(Copies.ACTIVE)).isEqualTo(newest);
  }

  @Test
  void undoBringsTheGenerationThatAContainerRefreshed() {
    isolate();
    foreign.login(Copies.ACTIVE, 12);
    var newest = foreign.read(Copies.ACTIVE);

    undo();

    assertThat(foreign.read(Copies.BACKUP)).isEqualTo(newest);
  }

  @Test
  void leavesOnlyTheLoginInItsFolder() {
    foreign.write("data/oauth-token/other.json", "{}");

    isolate();

    assertThat(foreign.path("data/oauth-token"))
        .isDirectoryContaining("glob:**kimi-code.json")
        .isDirectoryNotContaining("glob:**other.json");
    assertThat(foreign.path("data/credentials/other.json")).exists();
  }

  @Test
  void letsOnlyItsOwnerAndTheContainerIn() {
    isolate();

    for (var below : List.of("data/oauth-token/kimi-code.json", "data/oauth-token")) {
      var list = Objects.requireNonNull(Admission.of(foreign.path(below)).access());
      assertThat(list.effective(CONTAINER) & Admission.READ_WRITE).isEqualTo(Admission.READ_WRITE);
      assertThat(list.opensToOthersThan(Set.of(CONTAINER))).isFalse();
    }
    assertThat(foreign.modeOf("data/credentials")).isEqualTo("rwx------");
    assertThat(foreign.modeOf("data/credentials/config.toml")).isEqualTo("r--r-----"); // the mask
    assertThat(foreign.modeOf("data/oauth-token/kimi-code.json")).endsWith("---");
  }

  @Test
  void seesThatAModeHasTakenTheListsEffectAway() {
    isolate();
    foreign.mode("data/oauth-token/kimi-code.json", "rw-------"); // the mask, with a list

    assertThat(isolate().changes())
        .extracting(Isolation.Change::where)
        .contains("data/oauth-token/kimi-code.json");
    var list = Objects.requireNonNull(Admission.of(foreign.copy(Copies.ACTIVE)).access());
    assertThat(list.effective(CONTAINER)).isEqualTo(Admission.READ_WRITE);
  }

  @Test
  void needsNoAccessListWhereTheContainersUserIsTheOwner() {
    isolation(HostUser.current().uid(), new RealDisk(OptionalInt.empty())).apply(null, false);

    assertThat(Admission.of(foreign.copy(Copies.ACTIVE)).access()).isNull();
    assertThat(foreign.modeOf("data/oauth-token/kimi-code.json")).isEqualTo("rw-------");
    assertThat(foreign.modeOf("data/credentials/config.toml")).isEqualTo("r--------");
  }

  @Test
  void liftsSessionsToWhereTheContainerLooksForThem() {
    isolate();

    assertThat(foreign.path("data/sessions/main/.kimi/0cc175b9c0f1b6a831c399e269772661"))
        .isDirectory();
    var list =
        Objects.requireNonNull(Admission.of(foreign.path("data/sessions/main/.kimi")).access());
    assertThat(list.effective(CONTAINER)).isEqualTo(Admission.ALL);
  }

  @Test
  void findsNothingToDoTheSecondTime() {
    assertThat(isolate().changes()).isNotEmpty();

    assertThat(isolate().changes()).isEmpty();
    undo();
    assertThat(undo().changes()).isEmpty();
  }

  @Test
  void changesNothingOnADryRun() {
    var before = foreign.picture();

    var told = isolation(CONTAINER, new RealDisk(OptionalInt.empty())).apply(null, true);

    assertThat(told.changes()).hasSizeGreaterThan(3);
    assertThat(foreign.picture()).isEqualTo(before);
  }

  @Test
  void undoBringsTheOlderLayoutBackButNeverOpenToAll() {
    foreign.write("data/oauth-token/other.json", "{}");
    foreign.mode("data/credentials/config.toml", "rw-r-----");
    isolate();

    undo();

    assertThat(foreign.path("data/oauth-token/other.json")).exists();
    assertThat(foreign.path("data/credentials/other.json")).doesNotExist();
    assertThat(foreign.path("data/sessions/main/.kimi/sessions")).isNotEmptyDirectory();
    assertThat(foreign.modeOf("data/credentials/config.toml")).isEqualTo("rw-r-----");
    assertThat(foreign.modeOf("data/oauth-token")).endsWith("---");
    assertThat(foreign.modeOf("data/oauth-token/kimi-code.json")).endsWith("---");
    assertThat(foreign.path("data/.cloakroom-isolation.json")).doesNotExist();
  }

  @Test
  void undoRemovesAFolderThatWasNotThere() throws IOException {
    Files.delete(foreign.copy(Copies.ACTIVE));
    Files.delete(foreign.path("data/oauth-token"));
    isolate();

    undo();

    assertThat(foreign.path("data/oauth-token")).doesNotExist();
    assertThat(foreign.read(Copies.BACKUP)).contains("unreal-refresh-2");
  }

  @Test
  void undoDeletesNoLoginThatIsRefreshedAfterItLooked() throws IOException {
    Files.delete(foreign.copy(Copies.ACTIVE));
    Files.delete(foreign.path("data/oauth-token"));
    isolate();
    foreign.write("data/oauth-token/kimi-code.lock", "");
    var disk =
        MeddledDisk.onDelete(foreign.copy(Copies.ACTIVE), () -> foreign.login(Copies.ACTIVE, 12));

    assertThatThrownBy(() -> isolation(CONTAINER, disk).undo(null, false))
        .extracting("code")
        .isEqualTo("checkout-unwritable");
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-12");

    undo();
    assertThat(foreign.path("data/oauth-token")).doesNotExist();
    assertThat(foreign.read(Copies.BACKUP)).contains("unreal-refresh-12");
  }

  @Test
  void keepsTheOtherCopyWhileTheCodeMountsIt() {
    foreign.write("src/container-runner.ts", "// mounts data/credentials\n");

    var told = isolate();

    assertThat(foreign.copy(Copies.BACKUP)).exists();
    assertThat(told.warnings()).anyMatch(warning -> warning.contains("fix/isolated-oauth-token"));
    assertThat(isolate().changes()).isEmpty();
    foreign.login(Copies.ACTIVE, 12);
    undo();
    assertThat(foreign.read(Copies.BACKUP)).contains("unreal-refresh-12");
  }

  @Test
  void keepsNoTokenInItsLedger() throws IOException {
    isolate();

    assertThat(Files.readString(foreign.path("data/.cloakroom-isolation.json")))
        .doesNotContain("unreal");
  }

  @Test
  void touchesNothingWhereTheNewestCantBeTold() {
    foreign.login(Copies.OWN, -5);
    foreign.put(Copies.BACKUP, ForeignCheckout.json("a-b", "r-b", ForeignCheckout.NOW));
    foreign.put(Copies.ACTIVE, ForeignCheckout.json("a-a", "r-a", ForeignCheckout.NOW));
    var before = foreign.picture();

    assertThatThrownBy(this::isolate).extracting("code").isEqualTo("copies-unclear");
    assertThat(foreign.picture()).isEqualTo(before);

    isolation(CONTAINER, new RealDisk(OptionalInt.empty())).apply(Copies.BACKUP, false);
    assertThat(foreign.read(Copies.ACTIVE)).contains("r-b");
  }

  @Test
  void refusesWhatIsTornOrSomebodyElsesOrALink() throws IOException {
    foreign.put(Copies.BACKUP, ForeignCheckout.login(2, "another"));
    assertThatThrownBy(this::isolate).extracting("code").isEqualTo("two-accounts");

    foreign.put(Copies.BACKUP, ForeignCheckout.login(2, "kai").substring(0, 90));
    assertThatThrownBy(this::isolate).extracting("code").isEqualTo("copy-torn");

    Files.delete(foreign.copy(Copies.BACKUP));
    Files.createSymbolicLink(foreign.copy(Copies.BACKUP), foreign.copy(Copies.OWN));
    assertThatThrownBy(this::isolate).extracting("code").isEqualTo("checkout-link");
  }

  @Test
  void followsNoLinkThatComesBetweenItsPlanAndItsDeeds() throws IOException {
    var elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("kimi-code.json"), "another's");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
    foreign.login(Copies.BACKUP, 9);
    var tokens = foreign.path("data/oauth-token");
    var disk =
        MeddledDisk.onWrite(() -> {
          Files.move(tokens, parent.resolve("away"));
          Files.createSymbolicLink(tokens, elsewhere);
        });

    assertThatThrownBy(() -> isolation(CONTAINER, disk).apply(null, false))
        .extracting("code")
        .isEqualTo("checkout-link");
    assertThat(elsewhere.resolve("kimi-code.json")).hasContent("another's");
    assertThat(Admission.of(elsewhere).mode()).isEqualTo(0755);
  }

  @Test
  void refusesAPipeAmongTheSessions() throws Exception {
    var pipe = foreign.path("data/sessions/main/.kimi/sessions/pipe");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

    assertThatThrownBy(this::isolate).extracting("code").isEqualTo("checkout-link");
  }

  @Test
  void refusesALedgerThatLeadsElsewhere() {
    isolate();
    foreign.write(
        "data/.cloakroom-isolation.json",
        "{\"container\":1000,\"protections\":{\"data/../../person\":{\"mode\":\"777\"}},\"moved\":{}}");

    assertThatThrownBy(this::undo).extracting("code").isEqualTo("ledger-strange");
  }

  @Test
  void neverLosesTheNewestLoginWhereverItIsKilled() {
    var deaths = new ArrayList<Integer>();
    for (int at = 0; kill(at, false); at++) {
      deaths.add(at);
    }
    assertThat(deaths).hasSizeGreaterThan(6);
  }

  @Test
  void neverLosesTheNewestLoginWhereverItsUndoingIsKilled() {
    var deaths = new ArrayList<Integer>();
    for (int at = 0; kill(at, true); at++) {
      deaths.add(at);
    }
    assertThat(deaths).hasSizeGreaterThan(6);
  }

  /// Kills a run before its change of that number, and runs it again; false when it had no such
  /// change.
  private boolean kill(int at, boolean undoing) {
    foreign = ForeignCheckout.in(parent.resolve(undoing + "-" + at));
    foreign.login(Copies.BACKUP, 7);
    if (undoing) {
      isolate();
      foreign.login(Copies.ACTIVE, 7);
    }
    var dying = isolation(CONTAINER, new DyingDisk(at));
    boolean died = false;
    try {
      run(dying, undoing);
    } catch (DyingDisk.Killed _) {
      died = true;
    }

    assertThat(foreign.picture().values()).anyMatch(file -> file.contains("unreal-refresh-7"));
    run(isolation(CONTAINER, new RealDisk(OptionalInt.empty())), undoing);
    assertThat(foreign.read(undoing ? Copies.BACKUP : Copies.ACTIVE)).contains("refresh-7");
    assertThat(run(isolation(CONTAINER, new RealDisk(OptionalInt.empty())), undoing).changes())
        .isEmpty();
    return died;
  }

  private static Isolation.Outcome run(Isolation isolation, boolean undoing) {
    return undoing ? isolation.undo(null, false) : isolation.apply(null, false);
  }

  private Isolation.Outcome isolate() throws Problem {
    return isolation(CONTAINER, new RealDisk(OptionalInt.empty())).apply(null, false);
  }

  private Isolation.Outcome undo() {
    return isolation(CONTAINER, new RealDisk(OptionalInt.empty())).undo(null, false);
  }

  private Isolation isolation(int container, Disk disk) {
    return new Isolation(foreign.checkout(), container, HostUser.current().uid(), CLOCK, disk);
  }
}
