package dev.cloakroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Rows of the table `meta`, as the tests of stores write and read them.
final class Rows {
  private Rows() {}

  static void put(Store store, String name, String value) {
    store.write(connection -> put(connection, name, value));
  }

  private static int put(Connection connection, String name, String value) throws SQLException {
    var sql =
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, name);
      insert.setString(2, value);
      return insert.executeUpdate();
    }
  }

  /// Reads a number and writes the next one, in one work.
  static void increment(Store store, String name) {
    store.write(connection ->
        put(connection, name, String.valueOf(Integer.parseInt(get(connection, name)) + 1)));
  }

  static String get(Store store, String name) {
    return store.read(connection -> get(connection, name));
  }

  private static String get(Connection connection, String name) throws SQLException {
    try (var query = connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
      query.setString(1, name);
      try (var row = query.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /// The names, sorted by the database.
  static List<String> names(Store store) {
    return store.read(connection -> {
      var names = new ArrayList<String>();
      try (var query = connection.prepareStatement("SELECT name FROM meta ORDER BY name");
          var rows = query.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    });
  }

  /// The first row that a query finds, value by value.
  static List<Object> first(Connection connection, String sql) throws SQLException {
    try (var query = connection.prepareStatement(sql);
        var row = query.executeQuery()) {
      var values = new ArrayList<Object>();
      row.next();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        values.add(row.getObject(i));
      }
      return values;
    }
  }
}
