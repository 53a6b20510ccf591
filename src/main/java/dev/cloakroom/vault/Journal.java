package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// The journal of refreshes: one open attempt per account at most, and a fence that only grows.
/// Each method runs in its caller's transaction.
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

  /// Opens an attempt. One that is still open for the same generation is carried on: it keeps the
  /// time of its first try.
  Attempt open(
      Connection connection,
      AccountId id,
      Generation generation,
      String fingerprint,
      boolean lastTry,
      Instant now)
      throws SQLException {
    var before = find(connection, id).filter(a -> a.generation().equals(generation));
    var attempt =
        new Attempt(
            id,
            nextFence(connection, id),
            generation,
            fingerprint,
            before.map(Attempt::openedAt).orElse(now),
            before.map(Attempt::tries).orElse(0) + 1,
            lastTry);
    put(connection, attempt);
    return attempt;
  }

  private static void put(Connection connection, Attempt attempt) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO attempt (account, fence, generation, fingerprint, opened_at, tries, last_try) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, attempt.account().toString());
      insert.setLong(2, attempt.fence());
      insert.setLong(3, attempt.generation().number());
      insert.setString(4, attempt.fingerprint());
      insert.setLong(5, attempt.openedAt().toEpochMilli());
      insert.setInt(6, attempt.tries());
      insert.setInt(7, attempt.lastTry() ? 1 : 0);
      insert.executeUpdate();
    }
  }

  /// Takes back the newest try of an attempt, which was never sent; earlier ones stay open. False
  /// when there were none, so that the attempt is over.
  boolean unsent(Connection connection, Attempt attempt) throws SQLException {
    if (attempt.tries() <= 1) {
      end(connection, attempt.account());
      return false;
    }
    put(
        connection,
        new Attempt(
            attempt.account(),
            attempt.fence(),
            attempt.generation(),
            attempt.fingerprint(),
            attempt.openedAt(),
            attempt.tries() - 1,
            false));
    return true;
  }

  private static long nextFence(Connection connection, AccountId id) throws SQLException {
    var sql =
        "INSERT INTO lineage (account, number) VALUES (?, 1) ON CONFLICT (account) DO UPDATE SET number = lineage.number + 1"
            + " RETURNING number";
    try (var upsert = connection.prepareStatement(sql)) {
      upsert.setString(1, id.toString());
      try (var row = upsert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
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
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new Attempt(
                id,
                row.getLong("fence"),
                new Generation(row.getLong("generation")),
                row.getString("fingerprint"),
                Instant.ofEpochMilli(row.getLong("opened_at")),
                row.getInt("tries"),
                row.getInt("last_try") == 1));
      }
    }
  }

  void end(Connection connection, AccountId id) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM attempt WHERE account = ?")) {
      delete.setString(1, id.toString());
      delete.executeUpdate();
    }
  }

  /// Ends the attempt and raises the fence, so that a reply still on its way is fenced out.
  void forget(Connection connection, AccountId id) throws SQLException {
    end(connection, id);
    nextFence(connection, id);
  }

  void keepEvidence(Connection connection, Attempt attempt, byte[] sealed) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?)")) {
      insert.setString(1, attempt.account().toString());
      insert.setLong(2, attempt.fence());
      insert.setLong(3, attempt.generation().next().number());
      insert.setBytes(4, sealed);
      insert.executeUpdate();
    }
  }
}
