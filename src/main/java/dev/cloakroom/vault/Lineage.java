package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What outlives an account, so that one that comes back under the same name goes on where it
/// ended: its fence, its highest generation, and the number of its last change. Each method runs in
/// its caller's transaction.
final class Lineage {
  private static final String TOUCH =
      "INSERT INTO lineage (account, number, generation, changed)"
          + " VALUES (?, ?, ?, (SELECT COALESCE(MAX(changed), 0) + 1 FROM lineage))"
          + " ON CONFLICT (account) DO UPDATE SET number = lineage.number + excluded.number,"
          + " generation = CASE WHEN excluded.generation > lineage.generation"
          + " THEN excluded.generation ELSE lineage.generation END, changed = excluded.changed";

  /// The next fence of an account.
  long nextFence(Connection connection, AccountId id) throws SQLException {
    touch(connection, id, 1, Generation.NONE);
    return read(connection, id, "number");
  }

  /// Notes that an account has changed, for the other nodes.
  void changed(Connection connection, AccountId id) throws SQLException {
    touch(connection, id, 0, Generation.NONE);
  }

  /// Notes that an account has come to `generation`.
  void reached(Connection connection, AccountId id, Generation generation) throws SQLException {
    touch(connection, id, 0, generation);
  }

  /// The highest generation that an account ever had.
  Generation highest(Connection connection, AccountId id) throws SQLException {
    return new Generation(read(connection, id, "generation"));
  }

  /// Raises an account's fence and highest generation to those of `descent`, where they are lower.
  void merge(Connection connection, Inventory.Descent descent) throws SQLException {
    var id = descent.account();
    long missing = descent.fence() - read(connection, id, "number");
    touch(connection, id, Math.max(0, missing), descent.highest());
  }

  /// Those of all accounts that ever were, without what they spent.
  List<Inventory.Descent> all(Connection connection) throws SQLException {
    var all = new ArrayList<Inventory.Descent>();
    try (var query = connection.prepareStatement("SELECT * FROM lineage ORDER BY account");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        all.add(
            new Inventory.Descent(
                AccountId.parse(rows.getString("account")).orElseThrow(),
                rows.getLong("number"),
                new Generation(rows.getLong("generation")),
                List.of()));
      }
    }
    return all;
  }

  private static void touch(Connection connection, AccountId id, long fences, Generation generation)
      throws SQLException {
    try (var upsert = connection.prepareStatement(TOUCH)) {
      upsert.setString(1, id.toString());
      upsert.setLong(2, fences);
      upsert.setLong(3, generation.number());
      upsert.executeUpdate();
    }
  }

  private static long read(Connection connection, AccountId id, String column) throws SQLException {
    var sql = "SELECT " + column + " FROM lineage WHERE account = ?";
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, id.toString());
      try (var row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /// The number of the last change to any account.
  long lastChange(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement("SELECT COALESCE(MAX(changed), 0) FROM lineage");
        var row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /// What has changed after the change of that number.
  Vault.Changes since(Connection connection, long number) throws SQLException {
    Set<AccountId> accounts = new LinkedHashSet<>();
    long newest = number;
    var sql = "SELECT account, changed FROM lineage WHERE changed > ? ORDER BY changed";
    try (var query = connection.prepareStatement(sql)) {
      query.setLong(1, number);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          AccountId.parse(rows.getString(1)).ifPresent(accounts::add);
          newest = rows.getLong(2);
        }
      }
    }
    return new Vault.Changes(newest, accounts);
  }
}
