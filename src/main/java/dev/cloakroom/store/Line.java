package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One connection to the database, opened when it is needed, and anew after a failure of any line:
/// the file that the others have open may be on a disk that is gone. For one thread at a time.
final class Line implements AutoCloseable {
  private final Database database;
  private final AtomicInteger failures;
  private int known;
  private @Nullable Connection connection;

  /// @param failures counts those of all lines of one store
  Line(Database database, AtomicInteger failures) {
    this.database = database;
    this.failures = failures;
  }

  /// Runs `work`. When that shows that the connection had been lost, and it was not opened just
  /// now, once more on a new one.
  <T> T use(Work<T> work) throws SQLException {
    if (known != failures.get()) {
      hangUp();
    }
    if (connection != null) {
      try {
        return work.in(connection);
      } catch (SQLException e) {
        fail();
        if (!database.isLost(e)) {
          throw e;
        }
      }
    }
    known = failures.get();
    var opened = database.connect();
    connection = opened;
    try {
      return work.in(opened);
    } catch (SQLException e) {
      fail();
      throw e;
    }
  }

  /// Notes a failure, and lets the connection go, with whatever it had not committed.
  void fail() {
    failures.incrementAndGet();
    hangUp();
  }

  private void hangUp() {
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
