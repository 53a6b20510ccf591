package dev.cloakroom.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// The shape of the database, by numbered scripts; the number in use is SQLite's `user_version`.
final class Schema {
  private static final int NEWEST = 2;

  private Schema() {}

  static void bringUpToDate(Connection connection, Path file) throws SQLException {
    int found = version(connection);
    if (found > NEWEST) {
      throw new StoreException(
          "store-newer",
          "The database %s has schema %d, and this Cloakroom knows up to %d: use the newer one. Nothing was changed."
              .formatted(file, found, NEWEST));
    }
    for (int next = found + 1; next <= NEWEST; next++) {
      apply(connection, next);
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  private static void apply(Connection connection, int number) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (var sql : script(number).split(";\n", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA user_version=" + number);
      statement.execute("COMMIT");
    }
  }

  private static String script(int number) {
    var name = "schema-%d.sql".formatted(number);
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
