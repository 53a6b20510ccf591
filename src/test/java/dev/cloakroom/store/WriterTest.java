package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.cloakroom.store.Database.Doing;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, threadMode = SEPARATE_THREAD)
class WriterTest {
  @TempDir Path folder;

  @Test
  void goesOnAfterAnErrorThatEndsATransactionBeforeItBegan() {
    var database = new BrokenDatabase(new Sqlite(folder.resolve("store.db")));
    try (var store = RealStore.open(database)) {
      database.failNext(new LinkageError("on purpose"));
      assertThatThrownBy(() -> Rows.put(store, "lost", "x")).isInstanceOf(LinkageError.class);

      Rows.put(store, "color", "blue");

      assertThat(Rows.get(store, "color")).isEqualTo("blue");
    }
  }

  @Test
  void goesOnAfterAFaultThatCanNotBeSeenTo() {
    var sqlite = new Sqlite(folder.resolve("store.db"));
    RealStore.open(sqlite).close();
    var database = new BrokenDatabase(sqlite);
    Runnable broken =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    try (var writer = new Writer(database, new Line(database, new AtomicInteger()), broken)) {
      database.failNext(new IllegalArgumentException("on purpose"));
      assertThatThrownBy(() -> writer.write(_ -> 1)).isInstanceOf(IllegalArgumentException.class);

      assertThatThrownBy(() -> writer.write(_ -> 1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> writer.write(_ -> 1)).isInstanceOf(IllegalStateException.class);
    }
  }

  /// A database that fails on order when a transaction begins.
  private record BrokenDatabase(Database real, AtomicReference<@Nullable Throwable> failure)
      implements Database {
    BrokenDatabase(Database real) {
      this(real, new AtomicReference<>());
    }

    void failNext(Throwable ordered) {
      failure.set(ordered);
    }

    @Override
    public void begin(Statement statement) throws SQLException {
      switch (failure.getAndSet(null)) {
        case RuntimeException ordered -> throw ordered;
        case Error ordered -> throw ordered;
        case null, default -> real.begin(statement);
      }
    }

    @Override
    public Connection connect() throws SQLException {
      return real.connect();
    }

    @Override
    public boolean isLost(SQLException fault) {
      return real.isLost(fault);
    }

    @Override
    public StoreException problem(SQLException fault, Doing doing) {
      return real.problem(fault, doing);
    }

    @Override
    public int version(Statement statement) throws SQLException {
      return real.version(statement);
    }

    @Override
    public void setVersion(Statement statement, int number) throws SQLException {
      real.setVersion(statement, number);
    }

    @Override
    public String translated(String script) {
      return real.translated(script);
    }

    @Override
    public String toString() {
      return real.toString();
    }
  }
}
