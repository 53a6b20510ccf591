package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One connection to the database, opened when it is needed, and anew when it was lost, or when the
/// store has begun anew. For one thread at a time.
final class Line implements AutoCloseable {
  private final Database database;
  private final AtomicInteger beginning;
  private int known;
  private @Nullable Connection connection;

  /// @param beginning the number of the store's beginning; a connection of an older one is let go
  Line(Database database, AtomicInteger beginning) {
    this.database = database;
    this.beginning = beginning;
  }

  /// Runs `work`. When that shows that the connection had been lost, and it was not opened just
  /// now, once more on a new one.
  <T> T use(Work<T> work) throws SQLException {
    if (known != beginning.get()) {
      hangUp();
    }
    var kept = connection;
    if (kept != null) {
      try {
        return run(work, kept);
      } catch (SQLException e) {
        if (connection != null) {
          throw e;
        }
      }
    }
    known = beginning.get();
    var opened = database.connect();
    connection = opened;
    return run(work, opened);
  }

  private <T> T run(Work<T> work, Connection open) throws SQLException {
    try {
      return work.in(open);
    } catch (SQLException e) {
      if (database.isLost(e)) {
        hangUp();
      }
      throw e;
    }
  }

  /// Lets the connection go, with whatever it had not committed.
  void hangUp() {
    var kept = connection;
    connection = null;
    try {
      if (kept != null) {
        kept.close();
      }
    } catch (SQLException _) {
      // it is gone, which is what we want
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
