package dev.cloakroom.nanokimi;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloakroom.RealRooms;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.nanokimi.Migration.Done;
import dev.cloakroom.nanokimi.Migration.Wish;
import dev.cloakroom.source.Desk;
import dev.cloakroom.source.Imports;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Intake.Person;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {
  private static final AccountId KAI = new AccountId("kimi-code", "kai");

  @TempDir private Path parent;
  private Path home;
  private ForeignCheckout foreign;
  private RealRooms rooms;

  @BeforeEach
  void open() throws IOException {
    home = Files.createDirectory(parent.resolve("home"));
    foreign = ForeignCheckout.in(parent).register("Family");
    move("groups/family", "groups/Family");
    move("data/sessions/family", "data/sessions/Family");
    rooms = new RealRooms(home);
  }

  private void move(String from, String to) throws IOException {
    Files.move(foreign.path(from), foreign.path(to));
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void takesTheNewestLoginOutOfTheCheckoutIntoTheVault() {
    foreign.login(Copies.BACKUP, 9);

    migrate();

    assertThat(refresh()).isEqualTo(Secret.of("unreal-refresh-9"));
    assertThat(foreign.picture().values()).noneMatch(file -> file.contains("unreal-refresh"));
    assertThat(foreign.read(Copies.ACTIVE)).contains("\"refresh_token\":\"\"", "unreal.");
  }

  @Test
  void bringsGroupsAndSessionsOverAsWorkloads() throws IOException {
    foreign.write("data/sessions/Family/.kimi/credentials/kimi-code.json", login(0));
    Files.createSymbolicLink(foreign.path("groups/Family/out"), Path.of("/etc"));

    var done = migrate();

    assertThat(home.resolve("groups/family/workspace/KIMI.md")).hasContent("# Family");
    assertThat(home.resolve("groups/family/sessions/0cc175b9c0f1b6a831c399e269772661"))
        .isDirectory();
    assertThat(home.resolve("groups/family/sessions/credentials")).doesNotExist();
    assertThat(home.resolve("groups/family/workspace/out")).doesNotExist();
    assertThat(home.resolve("groups/family/origin.json")).content().contains("Family@g.us", "@Kai");
    assertThat(done).contains(new Done("1 links and such of the group Family", "stayed behind"));
    assertThat(rooms.grants.all())
        .extracting(Grant::workload, Grant::account, Grant::name)
        .containsExactly(tuple("family", KAI, "kimi-cli"), tuple("main", KAI, "kimi-cli"));
  }

  private static String login(int number) {
    return ForeignCheckout.login(number, "kai");
  }

  @Test
  void keepsASealedCopyOfEach() throws IOException {
    var before =
        List.of(Secret.of(foreign.read(Copies.ACTIVE)), Secret.of(foreign.read(Copies.OWN)));

    migrate();

    var file = Keepsake.file(home, foreign.checkout().folder());
    assertThat(Files.readString(file)).doesNotContain("unreal");
    var copies = Keepsake.at(file).orElseThrow().copies();
    assertThat(copies)
        .extracting(one ->
            rooms
                .vault
                .keepsakes()
                .open(KAI, Base64.getDecoder().decode(one.sealed()))
                .orElseThrow())
        .hasSize(3)
        .containsAll(before);
  }

  @Test
  void takesTheRefreshTokenOutOfWhatAnIsolationKeptAside() {
    foreign.write("data/credentials/kimi-code.json.before-isolation", login(99));

    migrate();

    assertThat(refresh()).isEqualTo(Secret.of("unreal-refresh-3"));
    assertThat(foreign.picture().values()).noneMatch(file -> file.contains("unreal-refresh"));
    var file = Keepsake.file(home, foreign.checkout().folder());
    assertThat(Keepsake.at(file).orElseThrow().copies()).hasSize(4);
  }

  @Test
  void isOnTheAudit() {
    migrate();

    assertThat(rooms.audit.recent(Long.MAX_VALUE, 100).toString())
        .contains("migrated", "origin without refresh token");
  }

  @Test
  void changesNothingOnADryRun() {
    var before = foreign.picture();

    var done = migration(new OriginDisk()).run(wish(true, false));

    assertThat(done).contains(new Done("the login in oauth-token", "becomes " + KAI));
    assertThat(foreign.picture()).isEqualTo(before);
    assertThat(rooms.vault.account(KAI)).isEmpty();
    assertThat(home.resolve("groups")).doesNotExist();
  }

  @Test
  void leavesTheOriginWhereItIsToldTo() {
    var before = foreign.read(Copies.ACTIVE);

    migration(new OriginDisk()).run(wish(false, true));

    assertThat(foreign.read(Copies.ACTIVE)).isEqualTo(before);
    assertThat(refresh()).isEqualTo(Secret.of("unreal-refresh-3"));
  }

  @Test
  void refusesACheckoutThatIsInUse() throws IOException {
    foreign.write("data/ipc/main/messages/1.json", "{}");
    rooms.clock.advance(
        Duration.between(
            rooms.clock.instant(),
            Files.getLastModifiedTime(foreign.path("data/ipc/main/messages/1.json")).toInstant()));

    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("checkout-in-use");
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
  }

  @Test
  void refusesBadInputBeforeAnythingIsChanged() {
    foreign.write("data/registered_groups.json", "{\"x@g.us\":{\"folder\":\"../../etc\"}}");
    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("bad-group");

    foreign.write("data/registered_groups.json", "{\"x@g.us\":");
    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("groups-unreadable");

    foreign.put(Copies.BACKUP, ForeignCheckout.login(8, "another"));
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("move away")
        .hasMessageNotContaining("--take")
        .extracting("code")
        .isEqualTo("two-accounts");

    assertThatThrownBy(
            () -> migration(new OriginDisk()).run(new Wish(parent, "kai", false, false, 0)))
        .extracting("code")
        .isEqualTo("not-nanokimi");
    assertThat(rooms.vault.account(KAI)).isEmpty();
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "groups",
        "groups/Family",
        "data/sessions",
        "data/sessions/Family",
        "data/sessions/Family/.kimi"
      })
  void followsNoLinkOnTheWayToAGroup(String below) throws IOException {
    var elsewhere = parent.resolve("elsewhere");
    Files.move(foreign.path(below), elsewhere);
    Files.createSymbolicLink(foreign.path(below), elsewhere);

    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("checkout-link");
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
    assertThat(home.resolve("groups")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"store/messages.db", "store/messages.db-wal", "data/registered_groups.json"})
  @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
  void opensNoPipe(String below) throws Exception {
    Files.deleteIfExists(foreign.path(below));
    new ProcessBuilder("mkfifo", foreign.path(below).toString()).start().waitFor();

    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("checkout-link");
  }

  @Test
  void fillsNoDiskWithWhatAContainerWrote() throws IOException {
    try (var file = FileChannel.open(foreign.path("groups/Family/vast"), WRITE, CREATE, SPARSE)) {
      file.write(ByteBuffer.wrap(new byte[1]), 3L << 30);
    }

    assertThatThrownBy(this::migrateALittle).extracting("code").isEqualTo("checkout-too-large");
    assertThat(home.resolve("groups")).isEmptyDirectory();
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
  }

  @Test
  void refusesTooManyFilesAndTooLargeADatabase() {
    for (int i = 0; i < 120; i++) {
      foreign.write("groups/Family/" + i, "");
    }
    assertThatThrownBy(this::migrateALittle).extracting("code").isEqualTo("checkout-too-large");

    foreign.write("store/messages.db", "x".repeat(2 << 20));
    assertThatThrownBy(this::migrateALittle).extracting("code").isEqualTo("checkout-too-large");
    assertThat(home.resolve(".reading-nanokimi")).doesNotExist();
  }

  private void migrateALittle() {
    migration(new OriginDisk(), () -> new Allowance(1 << 20, 4 << 20, 100)).run(wish(false, false));
  }

  @Test
  void refusesAnAccountThatIsHereAndWell() {
    rooms.connect(KAI);

    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("not-needed");
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
  }

  @Test
  void refusesAnAccountThatIsHereFromElsewhere() {
    rooms.connect(KAI);
    rooms.vault.setState(rooms.vault.require(KAI), AccountState.NEEDS_CONSENT, "invalid_grant");

    assertThatThrownBy(this::migrate).extracting("code").isEqualTo("account-taken");
    assertThat(foreign.read(Copies.ACTIVE)).contains("unreal-refresh-3");
    assertThat(home.resolve("migrations")).doesNotExist();
  }

  @Test
  void takesTheTokenOutLaterThanItWasTakenIn() {
    migration(new OriginDisk()).run(wish(false, true));

    migrate();

    assertThat(foreign.picture().values()).noneMatch(file -> file.contains("unreal-refresh"));
    assertThat(refresh()).isEqualTo(Secret.of("unreal-refresh-3"));
  }

  @Test
  void findsEverythingHereTheSecondTime() {
    migrate();
    var before = foreign.picture();

    assertThat(migrate()).contains(new Done("the login", "is in the vault already"));
    assertThat(foreign.picture()).isEqualTo(before);
  }

  @Test
  void neverLosesTheLoginNorLeavesItWithTwoWhereverItIsKilled() throws IOException {
    rooms.close();
    int deaths = 0;
    while (kill(deaths)) {
      deaths++;
    }
    assertThat(deaths).isGreaterThan(10);
    rooms = new RealRooms(Files.createDirectory(parent.resolve("last")));
  }

  /// Kills a migration before its change of that number, and runs it again; false when it had no
  /// such change.
  private boolean kill(int at) throws IOException {
    var place = Files.createDirectory(parent.resolve("at-" + at));
    home = Files.createDirectory(place.resolve("home"));
    foreign = ForeignCheckout.in(place);
    try (var these = new RealRooms(home)) {
      rooms = these;
      boolean died = false;
      try {
        migration(new DyingDisk(at)).run(wish(false, false));
      } catch (DyingDisk.Killed _) {
        died = true;
      }
      boolean isOut = foreign.picture().values().stream().anyMatch(f -> f.contains("-refresh-3"));
      boolean isIn = rooms.vault.account(KAI).isPresent();
      assertThat(isIn && isOut).as("held by two, at " + at).isFalse();

      migrate();
      assertThat(refresh()).as("at " + at).isEqualTo(Secret.of("unreal-refresh-3"));
      assertThat(foreign.picture().values()).noneMatch(file -> file.contains("unreal-refresh"));
      assertThat(home.resolve("groups/main/workspace/KIMI.md")).exists();
      return died;
    }
  }

  private @Nullable Secret refresh() {
    return rooms.vault.current(KAI).refresh();
  }

  private List<Done> migrate() {
    return migration(new OriginDisk()).run(wish(false, false));
  }

  private Wish wish(boolean dryRun, boolean leaveOrigin) {
    return new Wish(foreign.folder, "kai", dryRun, leaveOrigin, ProcessHandle.current().pid());
  }

  private Migration migration(Disk disk) {
    return migration(disk, Allowance::new);
  }

  private Migration migration(Disk disk, Supplier<Allowance> allowance) {
    return new Migration(
        new Migration.Rooms(
            home,
            foreign.person,
            EngineSearch.nowhere(),
            new Imports(rooms.vault.intake(), rooms.catalog, new SilentDesk(), rooms.clock),
            rooms.vault.intake(),
            rooms.vault.keepsakes(),
            rooms.grants,
            rooms.audit,
            Dialects.builtIn().dialect("kimi-cli"),
            rooms.clock),
        disk,
        allowance);
  }

  /// A provider that tells nothing, and a broker that refreshes nothing.
  private static final class SilentDesk implements Desk {
    @Override
    public Optional<Person> whose(String provider, Secret access) {
      return Optional.empty();
    }

    @Override
    public void takeUp() {
      // nothing is refreshed here
    }

    @Override
    public Optional<Secret> live(AccountId account) {
      return Optional.empty();
    }
  }
}
