package dev.cloakroom.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// A real database in memory, on one connection and the caller's thread: for one thread at a time.
public final class MemoryStore implements Store {
  private final Connection connection;

  private MemoryStore(Connection connection) {
    this.connection = connection;
  }

  /// An empty one, of the newest schema.
  public static MemoryStore open() {
    try {
      var connection = new PreparedConnection();
      Schema.bringUpToDate(new Sqlite(Path.of("memory")), connection);
      return new MemoryStore(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What is thrown by a store that can't be written, or not even read.
  public static StoreException failure(String code) {
    return new StoreException(code, "The database fails on order.");
  }

  @Override
  public <T> T read(Work<T> work) {
    try {
      return work.in(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    return transact(work, "COMMIT");
  }

  /// Does `work`, says how it went, and keeps nothing of it.
  public <T> T pretend(Work<T> work) {
    return transact(work, "ROLLBACK");
  }

  private <T> T transact(Work<T> work, String end) {
    try {
      execute("BEGIN");
      try {
        var result = work.in(connection);
        execute(end);
        return result;
      } catch (RuntimeException | SQLException e) {
        execute("ROLLBACK");
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String statement) throws SQLException {
    try (var prepared = connection.prepareStatement(statement)) {
      prepared.execute();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
