package dev.cloakroom.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite in WAL mode with full sync.
///
/// @param file where it is
record Sqlite(Path file) implements Database {
  private static final Set<Integer> LOST =
      Set.of(
          SQLiteErrorCode.SQLITE_READONLY.code,
          SQLiteErrorCode.SQLITE_IOERR.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code);

  @Override
  public Connection connect() throws SQLException {
    // not by DriverManager, which loads every driver there is
    var connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void begin(Statement statement) throws SQLException {
    statement.execute("BEGIN IMMEDIATE");
  }

  /// What says that the disk is another one than when the file was opened. Not that it is full:
  /// letting go of the last connection then would have the next one make its index anew, mapped
  /// into memory, and the kernel ends processes (SIGBUS) whose mapped files find no room.
  @Override
  public boolean isLost(SQLException failure) {
    return failure instanceof SQLiteException e
        && e.getResultCode() != SQLiteErrorCode.SQLITE_IOERR_SHMSIZE
        && LOST.contains(e.getResultCode().code & 0xff);
  }

  @Override
  public StoreException problem(SQLException failure, Doing doing) {
    return switch (doing) {
      case OPEN ->
          new StoreException(
              "store-unreadable",
              "The database %s can't be opened; restore it from a backup, or move it away to begin anew."
                  .formatted(file),
              failure);
      case READ ->
          new StoreException(
              "store-unreadable",
              "The database %s can't be read: it is damaged, or the disk is; restore it from a backup."
                  .formatted(file),
              failure);
      case WRITE ->
          new StoreException(
              "store-unwritable",
              "The database %s can't be written: its disk is full, read-only or failing, or another program holds it. Mend that; the host goes on by itself."
                  .formatted(file),
              failure);
    };
  }

  @Override
  public int version(Statement statement) throws SQLException {
    try (var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  @Override
  public void setVersion(Statement statement, int number) throws SQLException {
    statement.execute("PRAGMA user_version=" + number);
  }

  @Override
  public String translated(String script) {
    return script;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
