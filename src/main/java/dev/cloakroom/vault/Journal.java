package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The journal of refreshes: one open attempt per account at most. Each method runs in its caller's
/// transaction.
final class Journal {

  /// A digest that tells one refresh token from another, and nothing of it.
  static String fingerprint(Secret refresh) {
    return refresh.use(bytes -> {
      try {
        var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return HexFormat.of().formatHex(digest, 0, 16);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK lacks SHA-256", e);
      }
    });
  }

  /// Writes `attempt` as the open one of its account.
  void put(Connection connection, Attempt attempt) throws SQLException {
    var sql =
        "INSERT INTO attempt"
            + " (account, fence, generation, fingerprint, opened_at, tries, holder)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account) DO UPDATE SET"
            + " fence = excluded.fence, generation = excluded.generation,"
            + " fingerprint = excluded.fingerprint, opened_at = excluded.opened_at,"
            + " tries = excluded.tries, holder = excluded.holder";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, attempt.account().toString());
      insert.setLong(2, attempt.fence());
      insert.setLong(3, attempt.generation().number());
      insert.setString(4, attempt.fingerprint());
      insert.setLong(5, attempt.openedAt().toEpochMilli());
      insert.setInt(6, attempt.tries());
      insert.setString(7, attempt.holder());
      insert.executeUpdate();
    }
  }

  /// Takes back the newest try of an attempt, which was never sent; earlier ones stay open. False
  /// when there were none, so that the attempt is over.
  boolean unsent(Connection connection, Attempt attempt) throws SQLException {
    var earlier = attempt.withoutLastTry();
    if (earlier.isPresent()) {
      put(connection, earlier.get());
    } else {
      end(connection, attempt.account());
    }
    return earlier.isPresent();
  }

  /// Whether this very attempt is the open one.
  boolean holds(Connection connection, Attempt attempt) throws SQLException {
    return find(connection, attempt.account())
        .filter(a -> a.fence() == attempt.fence())
        .isPresent();
  }

  Optional<Attempt> find(Connection connection, AccountId id) throws SQLException {
    try (var query = connection.prepareStatement("SELECT * FROM attempt WHERE account = ?")) {
      query.setString(1, id.toString());
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  List<Attempt> all(Connection connection) throws SQLException {
    var all = new ArrayList<Attempt>();
    try (var query = connection.prepareStatement("SELECT * FROM attempt");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        all.add(read(rows));
      }
    }
    return all;
  }

  private static Attempt read(ResultSet row) throws SQLException {
    return new Attempt(
        AccountId.parse(row.getString("account")).orElseThrow(),
        row.getLong("fence"),
        new Generation(row.getLong("generation")),
        row.getString("fingerprint"),
        Instant.ofEpochMilli(row.getLong("opened_at")),
        row.getInt("tries"),
        row.getString("holder"));
  }

  void end(Connection connection, AccountId id) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM attempt WHERE account = ?")) {
      delete.setString(1, id.toString());
      delete.executeUpdate();
    }
  }

  void keepEvidence(Connection connection, Attempt attempt, byte[] sealed) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO evidence (account, fence, generation, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (account, fence) DO NOTHING")) {
      insert.setString(1, attempt.account().toString());
      insert.setLong(2, attempt.fence());
      insert.setLong(3, attempt.generation().next().number());
      insert.setBytes(4, sealed);
      insert.executeUpdate();
    }
  }
}
