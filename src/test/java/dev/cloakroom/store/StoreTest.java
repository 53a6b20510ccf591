package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path folder;

  @Test
  void keepsWhatWasWrittenAcrossRestarts() {
    try (var store = Store.open(file())) {
      put(store, "color", "blue");
    }

    try (var store = Store.open(file())) {
      assertThat(get(store, "color")).isEqualTo("blue");
    }
  }

  @Test
  void keepsItsFilesFromOthers() throws Exception {
    try (var store = Store.open(file())) {
      put(store, "color", "blue");

      try (var files = Files.list(folder)) {
        assertThat(files).allMatch(f -> Files.isReadable(f) && mode(f).equals("rw-------"));
      }
    }
  }

  @Test
  void undoesOnlyTheWriteThatFails() throws Exception {
    try (var store = Store.open(file())) {
      var gate = new CountDownLatch(1);
      var threads = new ArrayList<Thread>();
      threads.add(Thread.ofVirtual().start(() -> store.write(_ -> await(gate))));
      threads.add(Thread.ofVirtual().start(() -> put(store, "good", "yes")));
      threads.add(
          Thread.ofVirtual().start(() -> assertThatThrownBy(() -> putThenFail(store)).isNotNull()));

      gate.countDown();
      for (var thread : threads) {
        thread.join();
      }

      assertThat(get(store, "good")).isEqualTo("yes");
      assertThat(get(store, "bad")).isEmpty();
    }
  }

  @Test
  void handsAProblemOnToWhoeverWrote() {
    try (var store = Store.open(file())) {
      assertThatThrownBy(() ->
              store.write(_ -> {
                throw new StoreException("some-code", "some words");
              }))
          .isInstanceOf(StoreException.class)
          .hasMessage("some words");
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

  @Test
  void refusesWritesOnceClosed() {
    var store = Store.open(file());
    store.close();

    assertThatThrownBy(() -> put(store, "late", "x")).hasMessageContaining("stopping");
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

  private static boolean await(CountDownLatch gate) {
    try {
      gate.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Store store, String name, String value) {
    store.write(connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO meta VALUES (?, ?)")) {
        insert.setString(1, name);
        insert.setString(2, value);
        return insert.executeUpdate();
      }
    });
  }

  private static void putThenFail(Store store) {
    store.write(connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO meta VALUES ('bad', 'x')")) {
        insert.executeUpdate();
        throw new SQLException("on purpose");
      }
    });
  }

  private static String get(Store store, String name) {
    return store.read(connection -> {
      try (var query = connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
        query.setString(1, name);
        try (var row = query.executeQuery()) {
          return row.next() ? row.getString(1) : "";
        }
      }
    });
  }
}
