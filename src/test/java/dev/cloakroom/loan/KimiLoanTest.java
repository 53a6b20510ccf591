package dev.cloakroom.loan;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Scopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Loans in the formats of Kimi's two tools, with files as these write them.
@Timeout(20)
class KimiLoanTest {
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
  void lendsAFileThatTheToolTakesForItsOwn() {
    var lent = lend("kimi-cli");

    assertThat(lent.folder().resolve("kimi-code.json"))
        .content()
        .contains("\"access_token\":\"a1\"", "\"refresh_token\":\"r1\"");
    assertThat(lent.outfit().place()).isNotNull();
  }

  @Test
  void adoptsWhatKimiRotated() throws IOException {
    var lent = lend("kimi-cli");
    rename(
        lent,
        """
        {"access_token":"a2","refresh_token":"r2","expires_at":1795258800.531,"scope":"kimi-code","token_type":"Bearer","expires_in":900.0}\
        """);

    house.loans.look();

    assertThat(house.access()).isEqualTo("a2");
    assertThat(house.alarms).isEmpty();
  }

  @Test
  void takesTheTombstoneOfKimiForARejection() throws IOException {
    var lent = lend("kimi-code");
    rename(
        lent,
        """
        {
          "access_token": "",
          "refresh_token": "",
          "expires_at": 0,
          "scope": "kimi-code",
          "token_type": "Bearer",
          "expires_in": 0
        }
        """);

    house.loans.look();

    assertThat(house.access()).isEqualTo("a1");
    assertThat(house.audited("adoption-refused")).containsExactly("run-1 1 tombstone");
  }

  @Test
  void waitsForTheLockOfKimi() throws IOException, InterruptedException {
    var lent = lend("kimi-cli");
    var lock = lent.folder().resolve("kimi-code.lock");
    var holder =
        new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo locked; read end").start();
    assertThat(holder.inputReader().readLine()).isEqualTo("locked");

    lent.close();

    assertThat(house.rooms.vault.lending().all()).hasSize(1);
    holder.outputWriter().close();
    assertThat(holder.waitFor()).isNotNegative();
    house.rooms.clock.advance(Duration.ofSeconds(2));
    house.loans.close();
    assertThat(house.rooms.vault.lending().all()).isEmpty();
  }

  private Lent lend(String dialect) {
    return house.lend("run-1", ANA, Scopes.NONE, dialect);
  }

  private static void rename(Lent lent, String text) throws IOException {
    var beside = Files.writeString(lent.folder().resolve("new"), text);
    Files.move(beside, lent.folder().resolve("kimi-code.json"), StandardCopyOption.ATOMIC_MOVE);
  }
}
