package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// The last warning of each account that it ends. Each method runs in its caller's transaction.
final class Warnings {
  /// Ends that are less apart are one end, told a little differently.
  private static final Duration SAME_END = Duration.ofDays(1);

  private static final String NOTE =
      "INSERT INTO warning (account, ends_at, days) VALUES (?, ?, ?)"
          + " ON CONFLICT (account) DO UPDATE SET ends_at = excluded.ends_at, days = excluded.days"
          + " WHERE excluded.days < warning.days OR excluded.ends_at > warning.ends_at + ?";

  /// Notes a warning, `days` before an end. False when that one was noted before, or a later one.
  boolean note(Connection connection, AccountId id, Instant end, int days) throws SQLException {
    try (var upsert = connection.prepareStatement(NOTE)) {
      upsert.setString(1, id.toString());
      upsert.setLong(2, end.toEpochMilli());
      upsert.setLong(3, days);
      upsert.setLong(4, SAME_END.toMillis());
      return upsert.executeUpdate() == 1;
    }
  }
}
