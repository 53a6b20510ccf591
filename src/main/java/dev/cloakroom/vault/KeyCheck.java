package dev.cloakroom.vault;

import dev.cloakroom.store.MasterKey;
import java.sql.Connection;
import java.sql.SQLException;

/// Tells whether the master key is the one that this vault was made with.
final class KeyCheck {
  private KeyCheck() {}

  static boolean check(Connection connection, MasterKey key) throws SQLException {
    try (var query =
            connection.prepareStatement("SELECT value FROM meta WHERE name = 'master-key'");
        var row = query.executeQuery()) {
      if (!row.next()) {
        return remember(connection, key);
      }
      if (!row.getString(1).equals(key.id())) {
        throw new VaultException(
            "wrong-key",
            "The master key (%s) is not the one that sealed this vault (%s): put the right one back. Nothing was changed."
                .formatted(key.id(), row.getString(1)));
      }
      return true;
    }
  }

  private static boolean remember(Connection connection, MasterKey key) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO meta VALUES ('master-key', ?)")) {
      insert.setString(1, key.id());
      insert.executeUpdate();
      return true;
    }
  }
}
