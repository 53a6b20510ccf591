package dev.cloakroom.consent;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// All blocks, for backups. Each method runs in its caller's transaction.
public final class Blocks {
  /// All of them.
  public List<Block> all(Connection connection) throws SQLException {
    var all = new ArrayList<Block>();
    try (var query = connection.prepareStatement("SELECT workload, provider FROM block");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        all.add(new Block(rows.getString(1), rows.getString(2)));
      }
    }
    return all;
  }

  /// Adds those that are not here.
  public void add(Connection connection, List<Block> blocks) throws SQLException {
    for (var block : blocks) {
      try (var insert =
          connection.prepareStatement("INSERT INTO block VALUES (?, ?) ON CONFLICT DO NOTHING")) {
        insert.setString(1, block.workload());
        insert.setString(2, block.provider());
        insert.executeUpdate();
      }
    }
  }
}
