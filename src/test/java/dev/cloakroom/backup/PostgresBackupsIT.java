package dev.cloakroom.backup;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.consent.Blocks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.WithPostgres;
import dev.cloakroom.vault.Fate;
import dev.cloakroom.vault.Restoration.Decision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A backup does not care what the store is.
@ExtendWith(WithPostgres.class)
class PostgresBackupsIT {
  private static final Secret PASSPHRASE = Secret.of("correct horse battery");

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private final RealPostgres postgres;

  PostgresBackupsIT(RealPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void movesFromOneStoreToTheOtherAndBack() {
    try (var alone = new RealRooms(folder);
        var shared = new RealRooms(elsewhere, Store.open(postgres.freshDatabase()))) {
      alone.connect(ANA);
      var backup = backups(alone).make(PASSPHRASE);

      assertThat(backups(shared).restore(backup, PASSPHRASE).accounts())
          .containsExactly(new Decision(ANA, Fate.ADDED));
      shared.broker.disconnect(ANA);
      assertThat(backups(shared).restore(backup, PASSPHRASE).accounts())
          .containsExactly(new Decision(ANA, Fate.SPENT));

      backups(alone).restore(backups(shared).make(PASSPHRASE), PASSPHRASE);
      alone.broker.disconnect(ANA);
      assertThat(backups(alone).plan(backup, PASSPHRASE).accounts())
          .containsExactly(new Decision(ANA, Fate.SPENT));
    }
  }

  private static Backups backups(RealRooms rooms) {
    var kept =
        new Backups.Rooms(
            rooms.store, rooms.audit, rooms.vault.restoration(), rooms.grants, new Blocks());
    return new Backups(kept, _ -> true, rooms.clock, rooms.random);
  }
}
