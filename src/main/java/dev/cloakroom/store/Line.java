package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One connection to the database, opened when it is needed, and anew after each failure. For one
/// thread at a time.
final class Line implements AutoCloseable {
  private final Database database;
  private @Nullable Connection connection;

  Line(Database database) {
    this.database = database;
  }

  /// Runs `work`. When that shows that the connection had been lost, and it was not opened just
  /// now, once more on a new one.
  <T> T use(Work<T> work) throws SQLException {
    var kept = connection;
    if (kept != null) {
      try {
        return work.in(kept);
      } catch (SQLException e) {
        hangUp();
        if (!database.isLost(e)) {
          throw e;
        }
      }
    }
    var opened = database.connect();
    connection = opened;
    try {
      return work.in(opened);
    } catch (SQLException e) {
      hangUp();
      throw e;
    }
  }

  /// Lets the connection go, and with it whatever it had not committed.
  void hangUp() {
    var kept = connection;
    connection = null;
    if (kept == null) {
      return;
    }
    try {
      kept.close();
    } catch (SQLException _) {
      // it is gone, which is what we want
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
