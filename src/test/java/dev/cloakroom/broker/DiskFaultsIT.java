package dev.cloakroom.broker;

import static dev.cloakroom.broker.BrokerFixture.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real disk that fails just when a strict provider has rotated: nothing is lost, nothing is told
/// too early, and the spent refresh token is never sent again.
class DiskFaultsIT {
  private static final Duration HOUR = Duration.ofHours(1);

  /// So long that what the database has open has no room for it.
  private static final String LONG = "x".repeat(100_000);

  @TempDir Path place;
  private SmallDisk disk;
  private BrokerFixture house;

  @BeforeEach
  void open() {
    disk = SmallDisk.mount(place, 8);
    house =
        new BrokerFixture(
            disk.folder(), place.resolve("elsewhere"), Quirks.Rotation.SINGLE_USE, null);
    house.connect(HOUR);
    house.ask();
  }

  @AfterEach
  void close() {
    house.close();
    disk.close();
  }

  @Test
  void aFullDiskLosesNoReplyAndStopsNoLiveToken() {
    refreshWhile(disk::fill);

    assertThat(house.tokenOf(askOf("run-2"))).isEqualTo(Secret.of("a1"));
    assertThat(house.alarms).containsExactly("not-saved");
    assertThat(house.lastAlarm).contains("in the spool");
    disk.free();
    house.audit.flush();
    assertTheReplyIsUsed();
    assertThat(house.auditedReleases()).contains("google/ana 1 run-2");
  }

  @Test
  void aReplyOnAFullDiskIsFoundAfterARestart() {
    refreshWhile(disk::fill);
    disk.free();

    house.restart();

    assertTheReplyIsUsed();
  }

  @Test
  void aFailingDiskLosesNoReplyAsLongAsAnotherTakesIt() {
    refreshWhile(disk::failReadOnly);

    assertThat(house.lastAlarm).contains("in the spool");
    disk.mountAnew();
    house.restart();
    assertTheReplyIsUsed();
  }

  @Test
  void twoFullDisksAreToldAsWhatTheyAre() throws Exception {
    Files.delete(place.resolve("elsewhere"));
    Files.createDirectory(place.resolve("elsewhere")); // nothing can be written there

    refreshWhile(disk::failReadOnly);

    assertThat(house.lastAlarm).contains("in memory only").contains("lost if the host ends");
    disk.mountAnew();
    assertTheReplyIsUsed();
  }

  @Test
  void aRestartWithBothDisksFullLeavesTheAccountUncertain() throws Exception {
    Files.delete(place.resolve("elsewhere"));
    Files.createDirectory(place.resolve("elsewhere"));
    refreshWhile(disk::failReadOnly);
    disk.mountAnew();

    house.restart();

    assertThat(house.status().account().state().word()).isEqualTo("uncertain");
    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a1"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void aDatabaseThatAnotherProgramHoldsLosesNoReply() throws Exception {
    try (var other =
        DriverManager.getConnection("jdbc:sqlite:" + disk.folder().resolve("vault.db"))) {
      refreshWhile(() -> hold(other));
      assertThat(house.lastAlarm).contains("in the spool");
    }

    assertTheReplyIsUsed();
  }

  private static void hold(Connection other) {
    try (var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Asks for a longer life than the token has, and lets the disk fail before the reply comes.
  private void refreshWhile(Runnable fault) {
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.does(() -> {
      fault.run();
      return house.granted(LONG, "r2", HOUR);
    });

    var answer = house.ask(Duration.ofMinutes(20));

    assertThat(house.tokenOf(answer)).isEqualTo(Secret.of("a1"));
    assertThat(house.broker.peek(ANA).generation()).isEqualTo(new Generation(1));
  }

  private Answer askOf(String run) {
    return house.broker.token(ANA, null, run, "test");
  }

  private void assertTheReplyIsUsed() {
    house.clock.advance(Duration.ofSeconds(6));

    assertThat(house.tokenOf(house.ask(Duration.ofMinutes(20)))).isEqualTo(Secret.of(LONG));
    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"));
    house.restart();
    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of(LONG));
    assertThat(house.status().account().state().word()).isEqualTo("healthy");
  }
}
