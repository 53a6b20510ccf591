package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// PostgreSQL, shared by all nodes of an installation.
///
/// A writer takes its turn by an advisory lock, and loses it when it is silent for five seconds in
/// the middle of a transaction: a node that was stopped or cut off does not stop the others.
///
/// @param address where it is, and as whom
record Postgres(PostgresAddress address) implements Database {
  private static final int TURN = 0x636c6b72; // "clkr"

  /// Each longer than the one before: who waits for the turn of a node that was stopped gets it.
  private static final String LIMITS =
      "SET idle_in_transaction_session_timeout = '5s'; SET lock_timeout = '8s';"
          + " SET statement_timeout = '10s'";

  private static final String SOCKET_SECONDS = "15";
  private static final String CONNECT_SECONDS = "5";

  @Override
  public Connection connect() throws SQLException {
    var connection = DriverManager.getConnection(address.url(), properties());
    try (var statement = connection.createStatement()) {
      statement.execute(LIMITS);
      requireDurable(statement);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Properties properties() {
    var properties = new Properties();
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", SOCKET_SECONDS);
    properties.setProperty("socketTimeout", SOCKET_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "cloakroom");
    properties.setProperty("logServerErrorDetail", "false"); // it quotes values
    properties.setProperty("user", address.user());
    // the driver takes nothing but a String
    properties.setProperty("password", address.password().use(PostgresAddress::text));
    return properties;
  }

  private void requireDurable(Statement statement) throws SQLException {
    var sql =
        "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_schema()";
    try (var row = statement.executeQuery(sql)) {
      row.next();
      if (row.getString(1).equals("off") || row.getString(2).equals("off")) {
        throw new StoreException(
            "store-not-durable",
            "The database %s says that a commit is done before it is on disk (synchronous_commit or fsync is off): switch both on. Nothing was written."
                .formatted(this));
      }
      if (row.getString(3) == null) {
        throw refused("has no such schema: make it with CREATE SCHEMA, or mend store.url", null);
      }
    }
  }

  @Override
  public void begin(Statement statement) throws SQLException {
    statement.execute(
        "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
            + " SELECT pg_advisory_xact_lock(%d, hashtext(current_schema()))".formatted(TURN));
  }

  @Override
  public boolean isLost(SQLException failure) {
    var state = state(failure);
    return state.startsWith("08") // connection exception
        || state.startsWith("57P0") // the server was stopped, crashed or is starting
        || state.equals("25P03") // silent for too long in a transaction
        || failure instanceof SQLTimeoutException;
  }

  private static String state(SQLException failure) {
    var state = failure.getSQLState();
    return state == null ? "" : state;
  }

  @Override
  public StoreException problem(SQLException failure, Doing doing) {
    if (isLost(failure)) {
      return new StoreException(
          "store-unreachable",
          "The database %s can't be reached: see that it runs, and the network.%s"
              .formatted(
                  this, doing == Doing.OPEN ? "" : " The host goes on by itself when it is back."),
          failure);
    }
    if (state(failure).startsWith("28")) {
      return refused(
          "does not take the user or the password: mend store.user or the file at store.password-file",
          failure);
    }
    if (state(failure).equals("3D000")) {
      return refused("is not there: make it with CREATE DATABASE, or mend store.url", failure);
    }
    return switch (doing) {
      case OPEN, READ ->
          new StoreException(
              "store-unreadable",
              "The database %s can't be read: see the server's log.".formatted(this),
              failure);
      case WRITE ->
          new StoreException(
              "store-unwritable",
              "The database %s did not take a write: its disk is full, it is read-only, or another node held it too long; see the server's log. The host goes on by itself."
                  .formatted(this),
              failure);
    };
  }

  private StoreException refused(String why, @Nullable SQLException cause) {
    var message = "The database %s %s.".formatted(this, why);
    return cause == null
        ? new StoreException("store-refused", message)
        : new StoreException("store-refused", message, cause);
  }

  /// By a query, not by `to_regclass`: that may remember what was not there before the turn came.
  @Override
  public int version(Statement statement) throws SQLException {
    var exists =
        "SELECT EXISTS (SELECT 1 FROM pg_tables"
            + " WHERE schemaname = current_schema() AND tablename = 'schema_version')";
    try (var table = statement.executeQuery(exists)) {
      table.next();
      if (!table.getBoolean(1)) {
        return 0;
      }
    }
    try (var row = statement.executeQuery("SELECT number FROM schema_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  @Override
  public void setVersion(Statement statement, int number) throws SQLException {
    statement.execute("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL)");
    statement.execute("DELETE FROM schema_version");
    statement.execute("INSERT INTO schema_version VALUES (" + number + ")");
  }

  /// In the same types, and with texts sorted byte by byte, as SQLite does.
  @Override
  public String translated(String script) {
    return script
        .replace("INTEGER PRIMARY KEY", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        .replace("INTEGER", "BIGINT")
        .replace("BLOB", "BYTEA")
        .replace(" TEXT", " TEXT COLLATE \"C\"")
        .replace(" STRICT, WITHOUT ROWID", "")
        .replace(" STRICT", "");
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
