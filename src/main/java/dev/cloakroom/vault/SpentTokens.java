package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The refresh tokens that accounts used once and do not use any more, by their fingerprint: none
/// of them is ever brought back (promise P11). Those of the newest twenty thousand generations of
/// each account are known: two years of hourly refreshes. Each method runs in its caller's
/// transaction.
final class SpentTokens {
  static final int KEPT = 20_000;
  static final String ANYWHERE =
      "SELECT 1 FROM spent WHERE account >= ? AND account < ? AND fingerprint = ?";

  void add(Connection connection, AccountId id, String fingerprint, Generation generation)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO spent (account, fingerprint, generation) VALUES (?, ?, ?)"
                + " ON CONFLICT (account, fingerprint) DO NOTHING")) {
      insert.setString(1, id.toString());
      insert.setString(2, fingerprint);
      insert.setLong(3, generation.number());
      insert.executeUpdate();
    }
    if (generation.number() % 1000 == 0) {
      forgetOldest(connection, id, generation.number() - KEPT);
    }
  }

  private static void forgetOldest(Connection connection, AccountId id, long generation)
      throws SQLException {
    try (var delete =
        connection.prepareStatement("DELETE FROM spent WHERE account = ? AND generation <= ?")) {
      delete.setString(1, id.toString());
      delete.setLong(2, generation);
      delete.executeUpdate();
    }
  }

  /// Whether any account of `provider` used that one: a token belongs to nobody under another name.
  boolean hasAnywhere(Connection connection, String provider, String fingerprint)
      throws SQLException {
    try (var query = connection.prepareStatement(ANYWHERE)) {
      query.setString(1, provider + "/");
      query.setString(2, provider + "0"); // the letter after the slash
      query.setString(3, fingerprint);
      try (var row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /// Those of one account.
  List<Inventory.Spent> of(Connection connection, AccountId id) throws SQLException {
    var spent = new ArrayList<Inventory.Spent>();
    try (var query =
        connection.prepareStatement(
            "SELECT fingerprint, generation FROM spent WHERE account = ? ORDER BY fingerprint")) {
      query.setString(1, id.toString());
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          spent.add(new Inventory.Spent(rows.getString(1), new Generation(rows.getLong(2))));
        }
      }
    }
    return spent;
  }
}
