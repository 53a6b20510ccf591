package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.vault.Inventory.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The tokens that were taken from seeds, by their fingerprint. Each method runs in its caller's
/// transaction.
final class SeedTable {
  void add(Connection connection, Seed seed) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO seed (source, fingerprint, account, taken_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (source, fingerprint) DO NOTHING")) {
      insert.setString(1, seed.source());
      insert.setString(2, seed.fingerprint());
      insert.setString(3, seed.account().toString());
      insert.setLong(4, seed.takenAt().toEpochMilli());
      insert.executeUpdate();
    }
  }

  /// Whether that token was taken, from whatever source.
  boolean has(Connection connection, String fingerprint) throws SQLException {
    try (var query = connection.prepareStatement("SELECT 1 FROM seed WHERE fingerprint = ?")) {
      query.setString(1, fingerprint);
      try (var row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  List<Seed> all(Connection connection) throws SQLException {
    var all = new ArrayList<Seed>();
    try (var query =
            connection.prepareStatement("SELECT * FROM seed ORDER BY source, fingerprint");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        all.add(
            new Seed(
                rows.getString("source"),
                rows.getString("fingerprint"),
                AccountId.parse(rows.getString("account")).orElseThrow(),
                Instant.ofEpochMilli(rows.getLong("taken_at"))));
      }
    }
    return all;
  }
}
