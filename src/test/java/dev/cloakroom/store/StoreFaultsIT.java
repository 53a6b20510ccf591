package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that fails under SQLite, and is mended: the same store goes on.
class StoreFaultsIT {
  @TempDir Path place;
  private SmallDisk disk;
  private Store store;

  @BeforeEach
  void open() {
    disk = SmallDisk.mount(place, 8);
    store = Store.open(file());
    Rows.put(store, "color", "blue");
    assertEveryReaderSees("blue");
  }

  @AfterEach
  void close() {
    store.close();
    disk.close();
  }

  @Test
  void goesOnWhenAFullDiskHasRoomAgain() {
    disk.fill();
    assertWritesFail();
    assertEveryReaderSees("blue");

    disk.free();

    Rows.put(store, "color", "red");
    assertEveryReaderSees("red");
  }

  @Test
  void goesOnWhenAReadOnlyDiskIsMountedAnew() {
    disk.failReadOnly();
    assertWritesFail();
    assertEveryReaderSees("blue");

    disk.mountAnew();

    Rows.put(store, "color", "red");
    assertEveryReaderSees("red");
  }

  @Test
  void goesOnWhenADiskThatCouldBeReadOnlyIsWritableAgain() {
    disk.failReadOnly();
    assertWritesFail();
    disk.mountAnewReadOnly();
    assertWritesFail();
    assertEveryReaderSees("blue");

    disk.remountWritable();

    Rows.put(store, "color", "red");
    assertEveryReaderSees("red");
  }

  @Test
  void goesOnWhenAnotherProgramLetsGoOfTheFile() throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> Rows.put(store, "color", "red"))
          .extracting("code")
          .isEqualTo("store-unwritable");
    }

    Rows.put(store, "color", "green");

    assertThat(Rows.get(store, "color")).isEqualTo("green");
  }

  /// Twice: the second time on a connection that was opened on the failing disk.
  private void assertWritesFail() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::writeALot).extracting("code").isEqualTo("store-unwritable");
    }
  }

  private void assertEveryReaderSees(String color) {
    for (int i = 0; i < 4; i++) {
      assertThat(Rows.get(store, "color")).isEqualTo(color);
    }
  }

  private void writeALot() {
    for (int i = 0; i < 1000; i++) {
      Rows.put(store, "row" + i, "x".repeat(10_000));
    }
  }

  private Path file() {
    return disk.folder().resolve("store.db");
  }
}
