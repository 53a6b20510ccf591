package dev.cloakroom.backup;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.audit.Audit;
import dev.cloakroom.consent.Block;
import dev.cloakroom.consent.Blocks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.vault.Fate;
import dev.cloakroom.vault.Restoration.Decision;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {
  private static final Secret PASSPHRASE = Secret.of("correct horse battery");

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private RealRooms home;
  private RealRooms other;

  @BeforeEach
  void open() {
    home = new RealRooms(folder);
    other = new RealRooms(elsewhere);
  }

  @AfterEach
  void close() {
    home.close();
    other.close();
  }

  @Test
  void buildsAHomeAnewElsewhere() {
    home.connect(ANA);
    home.grants.grant(grant("family", ANA, "calendar"));
    block(home, "skill");

    var report = backups(other).restore(backups(home).make(PASSPHRASE), PASSPHRASE);

    assertThat(report.accounts()).containsExactly(new Decision(ANA, Fate.ADDED));
    assertThat(other.vault.current(ANA).refresh()).isEqualTo(Secret.of("r1"));
    assertThat(other.grants.all()).isEqualTo(home.grants.all());
    assertThat(report).returns(1, Backups.Report::blocks).returns(0, Backups.Report::left);
    assertThat(blocks(other)).containsExactly(new Block("skill", "google"));
  }

  @Test
  void tellsBeforeWhatItWouldDo() {
    home.connect(ANA);
    home.grants.grant(grant("family", ANA, "calendar"));
    block(home, "skill");
    var backup = backups(home).make(PASSPHRASE);

    var plan = backups(other).plan(backup, PASSPHRASE);

    assertThat(other.vault.accounts()).isEmpty();
    assertThat(other.grants.all()).isEmpty();
    assertThat(blocks(other)).isEmpty();
    assertThat(backups(other).restore(backup, PASSPHRASE)).isEqualTo(plan);
  }

  @Test
  void bringsBackNoGrantThatWasTakenBack() {
    home.connect(ANA);
    home.grants.grant(grant("family", ANA, "calendar"));
    var backup = backups(home).make(PASSPHRASE);
    home.grants.end("family", ANA);

    var report = backups(home).restore(backup, PASSPHRASE);

    assertThat(report).returns(0, Backups.Report::grants).returns(1, Backups.Report::left);
    assertThat(home.grants.all()).isEmpty();
  }

  @Test
  void takesNoNameAwayFromAGrantThatIsHere() {
    home.connect(ANA);
    home.grants.grant(grant("family", ANA, "calendar"));
    other.connect(BEA);
    other.grants.grant(grant("family", BEA, "calendar"));

    backups(other).restore(backups(home).make(PASSPHRASE), PASSPHRASE);

    assertThat(other.grants.all()).containsExactly(grant("family", BEA, "calendar"));
  }

  @Test
  void leavesTheGrantsOfRunsOut() {
    home.connect(ANA);
    home.grants.grant(grant("run-1", ANA, "calendar"));

    var report = backups(other).plan(backups(home).make(PASSPHRASE), PASSPHRASE);

    assertThat(report).returns(0, Backups.Report::grants).returns(0, Backups.Report::left);
  }

  @Test
  void changesNothingUnlessItChangesAll() {
    home.connect(ANA);
    home.connect(BEA);
    home.grants.grant(grant("family", ANA, "calendar"));
    var backup = backups(home).make(PASSPHRASE);
    breakGrants(other);

    assertThatThrownBy(() -> backups(other).restore(backup, PASSPHRASE)).hasMessageContaining("");

    assertThat(other.vault.accounts()).isEmpty();
    assertThat(other.vault.lastChange()).isZero();
    assertThat(other.audit.verify().entries()).isZero();
  }

  @Test
  void isOnTheAudit() {
    home.connect(ANA);
    var backup = backups(home).make(PASSPHRASE);
    backups(other).restore(backup, PASSPHRASE);

    assertThat(events(home)).containsExactly("backed-up 1 accounts", "committed connected");
    assertThat(events(other))
        .containsExactly("restored a backup of 2026-11-21T10:00:00Z", "committed restored");
  }

  @Test
  void refusesAPassphraseThatIsShort() {
    assertThatThrownBy(() -> backups(home).make(Secret.of("elevenchars")))
        .hasMessageContaining("at least 12 characters");
  }

  @Test
  void takesTheRestoredIntoCare() {
    home.connect(ANA);
    backups(other).restore(backups(home).make(PASSPHRASE), PASSPHRASE);
    other.broker.follow();
    other.nextRefreshBrings("a2");

    other.letTokensExpire();

    assertThat(other.broker.token(ANA, null, "host", "test").tokensOf(ANA).access())
        .isEqualTo(Secret.of("a2"));
  }

  private static Backups backups(RealRooms rooms) {
    var kept =
        new Backups.Rooms(
            rooms.store, rooms.audit, rooms.vault.restoration(), rooms.grants, new Blocks());
    return new Backups(kept, _ -> true, rooms.clock, rooms.random);
  }

  private static Grant grant(String workload, AccountId account, String name) {
    return new Grant(workload, account, name, Scopes.NONE, Mode.ACCESS_FILE);
  }

  private static void block(RealRooms rooms, String workload) {
    rooms.store.write(connection -> {
      new Blocks().add(connection, List.of(new Block(workload, "google")));
      return true;
    });
  }

  private static List<Block> blocks(RealRooms rooms) {
    return rooms.store.read(connection -> new Blocks().all(connection));
  }

  private static List<String> events(RealRooms rooms) {
    return rooms.audit.recent(Long.MAX_VALUE, 100).stream()
        .map(Audit.Recorded::entry)
        .map(entry -> entry.event() + " " + entry.detail())
        .toList();
  }

  private static void breakGrants(RealRooms rooms) {
    rooms.store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON workload_grant BEGIN SELECT RAISE(ABORT, 'full'); END");
      }
    });
  }
}
