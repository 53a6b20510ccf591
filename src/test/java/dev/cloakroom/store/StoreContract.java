package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What every store does, whatever its database.
abstract class StoreContract {
  /// Opens the one database of this test, once more.
  abstract Store open();

  @Test
  void keepsWhatWasWrittenAcrossRestarts() {
    try (var store = open()) {
      Rows.put(store, "color", "blue");
    }

    try (var store = open()) {
      assertThat(Rows.get(store, "color")).isEqualTo("blue");
    }
  }

  @Test
  void undoesOnlyTheWriteThatFails() throws Exception {
    try (var store = open()) {
      var gate = new CountDownLatch(1);
      var threads = new ArrayList<Thread>();
      threads.add(Thread.ofVirtual().start(() -> store.write(_ -> await(gate))));
      threads.add(Thread.ofVirtual().start(() -> Rows.put(store, "good", "yes")));
      threads.add(
          Thread.ofVirtual().start(() -> assertThatThrownBy(() -> putThenFail(store)).isNotNull()));

      gate.countDown();
      for (var thread : threads) {
        thread.join();
      }

      assertThat(Rows.get(store, "good")).isEqualTo("yes");
      assertThat(Rows.get(store, "bad")).isEmpty();
    }
  }

  @Test
  void handsAProblemOnToWhoeverWrote() {
    try (var store = open()) {
      assertThatThrownBy(() ->
              store.write(_ -> {
                throw new StoreException("some-code", "some words");
              }))
          .isInstanceOf(StoreException.class)
          .hasMessage("some words");
    }
  }

  @Test
  void goesOnAfterAnErrorInAWork() {
    try (var store = open()) {
      assertThatThrownBy(() ->
              store.write(_ -> {
                throw new LinkageError("on purpose");
              }))
          .isInstanceOf(LinkageError.class);

      Rows.put(store, "color", "blue");

      assertThat(Rows.get(store, "color")).isEqualTo("blue");
    }
  }

  @Test
  void servesWhoeverWasInterrupted() {
    try (var store = open()) {
      Thread.currentThread().interrupt();

      Rows.put(store, "color", "blue");

      assertThat(Rows.get(store, "color")).isEqualTo("blue");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void refusesWritesOnceClosed() {
    var store = open();
    store.close();

    assertThatThrownBy(() -> Rows.put(store, "late", "x")).hasMessageContaining("stopping");
  }

  @Test
  void keepsNumbersTextsAndBytesAsTheyAre() {
    byte[] bytes = {0, -1, 39, 92};
    try (var store = open()) {
      store.write(connection -> {
        try (var insert =
            connection.prepareStatement("INSERT INTO pending_account VALUES (?, ?, ?, ?)")) {
          insert.setString(1, "ü'\\");
          insert.setString(2, "");
          insert.setBytes(3, bytes);
          insert.setLong(4, Long.MAX_VALUE);
          return insert.executeUpdate();
        }
      });

      var row = store.read(connection -> Rows.first(connection, "SELECT * FROM pending_account"));

      assertThat(row).containsExactly("ü'\\", "", bytes, Long.MAX_VALUE);
    }
  }

  @Test
  void sortsTextsByteByByte() {
    try (var store = open()) {
      for (var name : List.of("b", "a", "é", "B", "a-b", "aa")) {
        Rows.put(store, name, "");
      }

      assertThat(Rows.names(store)).containsExactly("B", "a", "a-b", "aa", "b", "é");
    }
  }

  @Test
  void letsTheWritersOfTwoNodesTakeTurns() throws Exception {
    try (var one = open();
        var other = open()) {
      Rows.put(one, "count", "0");
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 100; i++) {
        var store = i % 2 == 0 ? one : other;
        threads.add(Thread.ofVirtual().start(() -> Rows.increment(store, "count")));
      }

      for (var thread : threads) {
        thread.join();
      }

      assertThat(Rows.get(one, "count")).isEqualTo("100");
      assertThat(Rows.get(other, "count")).isEqualTo("100");
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

  private static void putThenFail(Store store) {
    store.write(connection -> {
      try (var insert = connection.prepareStatement("INSERT INTO meta VALUES ('bad', 'x')")) {
        insert.executeUpdate();
        throw new SQLException("on purpose");
      }
    });
  }
}
