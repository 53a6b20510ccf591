package dev.cloakroom.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// The shape of the database, by numbered scripts; the database knows the number in use.
final class Schema {
  private static final int NEWEST = 4;

  private Schema() {}

  /// Applies the scripts that it lacks, all or none. True when there were any. Of several nodes
  /// that start at once, one does.
  static boolean bringUpToDate(Database database, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (found(database, statement) == NEWEST) {
        return false;
      }
      database.begin(statement);
      for (int next = found(database, statement) + 1; next <= NEWEST; next++) {
        apply(database.translated(script(next)), statement);
      }
      database.setVersion(statement, NEWEST);
      statement.execute("COMMIT");
      return true;
    }
  }

  private static int found(Database database, Statement statement) throws SQLException {
    int found = database.version(statement);
    if (found > NEWEST) {
      throw new StoreException(
          "store-newer",
          "The database %s has schema %d, and this Cloakroom knows up to %d: use the newer one. Nothing was changed."
              .formatted(database, found, NEWEST));
    }
    return found;
  }

  private static void apply(String script, Statement statement) throws SQLException {
    for (var sql : script.split(";\n", -1)) {
      if (!sql.isBlank()) {
        statement.execute(sql);
      }
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
