package dev.cloakroom.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The database of one host: SQLite in WAL mode with full sync.
///
/// Writes queue for one writer, which folds what waits into one commit; [#write] returns after the
/// commit is on disk. Reads use connections of their own and see the last commit. Safe for any
/// thread. A crash loses only writes that had not returned.
public final class Store implements AutoCloseable {
  private static final int READERS = 4;

  private final Path file;
  private final Writer writer;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private Store(Path file, Writer writer) {
    this.file = file;
    this.writer = writer;
  }

  /// Opens the database at `file`, makes it when there is none, and brings its schema up to date.
  public static Store open(Path file) {
    DurableFile.privateFile(file); // SQLite gives its other files the same mode
    try {
      var connection = connect(file);
      Schema.bringUpToDate(connection, file);
      var store = new Store(file, new Writer(connection));
      for (int i = 0; i < READERS; i++) {
        store.readers.add(connect(file));
      }
      return store;
    } catch (SQLException e) {
      throw new StoreException(
          "store-unreadable",
          "The database %s can't be opened; restore it from a backup, or move it away to begin anew."
              .formatted(file),
          e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA busy_timeout=5000");
    }
    return connection;
  }

  /// Runs `work` with what is committed.
  public <T> T read(Work<T> work) {
    try {
      var connection = readers.take();
      try {
        return work.in(connection);
      } finally {
        readers.add(connection);
      }
    } catch (SQLException e) {
      throw new StoreException(
          "store-unreadable",
          "The database %s can't be read: it is damaged, or the disk is; restore it from a backup."
              .formatted(file),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("stopped", "The host is stopping.", e);
    }
  }

  /// Runs `work` in a transaction, alone or folded with others; returns once it is durable. When
  /// the work throws, nothing of it is kept, and the others are not touched.
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  @Override
  public void close() {
    writer.close();
    for (var connection : readers) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new StoreException("store-unreadable", "The database can't be closed.", e);
      }
    }
  }
}
