package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  Store open() {
    return Store.open(file());
  }

  @Test
  void keepsItsFilesFromOthers() throws Exception {
    try (var store = Store.open(file())) {
      Rows.put(store, "color", "blue");

      try (var files = Files.list(folder)) {
        assertThat(files).allMatch(f -> Files.isReadable(f) && mode(f).equals("rw-------"));
      }
    }
  }

  @Test
  void refusesANewerSchemaAndChangesNothing() throws Exception {
    Store.open(file()).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version=7");
    }
    var before = Files.readAllBytes(file());

    assertThatThrownBy(() -> Store.open(file()))
        .hasMessageContaining("schema 7")
        .hasMessageContaining("Nothing was changed");

    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws Exception {
    Files.writeString(file(), "this is no database, and it is long enough to be looked at");

    assertThatThrownBy(() -> Store.open(file())).hasMessageContaining(file().toString());
  }

  private Path file() {
    return folder.resolve("store.db");
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
