package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.Intake.Person;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tables of accounts and their sealed token sets. Each method runs in its caller's
/// transaction.
final class AccountTable {
  private static final int KEPT = 5;

  private final Sealer sealer;

  /// One of each, since most accounts of a provider have the same.
  private final Map<String, Scopes> scopes = new ConcurrentHashMap<>();

  AccountTable(Sealer sealer) {
    this.sealer = sealer;
  }

  List<Account> all(Connection connection) throws SQLException {
    var accounts = new ArrayList<Account>();
    try (var query = connection.prepareStatement("SELECT * FROM account ORDER BY id");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        accounts.add(read(rows));
      }
    }
    return accounts;
  }

  Optional<Account> find(Connection connection, AccountId id) throws SQLException {
    try (var query = connection.prepareStatement("SELECT * FROM account WHERE id = ?")) {
      query.setString(1, id.toString());
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private Account read(ResultSet row) throws SQLException {
    return new Account(
        AccountId.parse(row.getString("id")).orElseThrow(),
        row.getString("subject"),
        row.getString("label"),
        AccountState.valueOf(row.getString("state")),
        row.getString("reason"),
        new Generation(row.getLong("generation")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("authorized_at")),
        new Life(Instant.ofEpochMilli(row.getLong("issued_at")), instant(row, "expires_at")),
        row.getInt("refreshable") == 1,
        instant(row, "refresh_ends_at"),
        row.getInt("refresh_end_moves") == 1,
        scopes.computeIfAbsent(row.getString("scopes"), Scopes::parse));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  TokenSet tokens(Connection connection, AccountId id, Generation generation) throws SQLException {
    var sql = "SELECT sealed FROM token_set WHERE account = ? AND generation = ?";
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, id.toString());
      query.setLong(2, generation.number());
      try (var row = query.executeQuery()) {
        if (!row.next()) {
          throw new VaultException(
              "row-missing",
              "The token set of %s (generation %s) is not in the database: connect the account again."
                  .formatted(id, generation));
        }
        return sealer.open(id, generation, row.getBytes(1));
      }
    }
  }

  /// The token sets that are kept of an account and whole.
  List<TokenSet> kept(Connection connection, AccountId id) throws SQLException {
    var sql = "SELECT generation, sealed FROM token_set WHERE account = ?";
    var kept = new ArrayList<TokenSet>();
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, id.toString());
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          open(id, rows).ifPresent(kept::add);
        }
      }
    }
    return kept;
  }

  private Optional<TokenSet> open(AccountId id, ResultSet row) throws SQLException {
    try {
      return Optional.of(
          sealer.open(id, new Generation(row.getLong("generation")), row.getBytes("sealed")));
    } catch (VaultException _) {
      return Optional.empty(); // damaged
    }
  }

  /// Adds an account, or writes over one; its life is told by [#advance].
  void put(Connection connection, Account account) throws SQLException {
    var sql =
        "INSERT INTO account"
            + " (id, subject, label, state, reason, generation, created_at, authorized_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET subject = excluded.subject,"
            + " label = excluded.label, authorized_at = excluded.authorized_at,"
            + " refresh_ends_at = NULL";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, account.id().toString());
      insert.setString(2, account.subject());
      insert.setString(3, account.label());
      insert.setString(4, account.state().name());
      insert.setString(5, account.reason());
      insert.setLong(6, account.generation().number());
      insert.setLong(7, account.createdAt().toEpochMilli());
      insert.setLong(8, account.authorizedAt().toEpochMilli());
      insert.executeUpdate();
    }
  }

  /// Notes whose an account is.
  void identify(Connection connection, AccountId id, Person person) throws SQLException {
    var sql = "UPDATE account SET subject = ?, label = ? WHERE id = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setString(1, person.subject());
      update.setString(2, person.label());
      update.setString(3, id.toString());
      update.executeUpdate();
    }
  }

  /// Adds a token set, and lets go of all but the newest five.
  void add(Connection connection, AccountId id, TokenSet tokens) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO token_set VALUES (?, ?, ?)")) {
      insert.setString(1, id.toString());
      insert.setLong(2, tokens.generation().number());
      insert.setBytes(3, sealer.seal(id, tokens));
      insert.executeUpdate();
    }
    try (var delete =
        connection.prepareStatement(
            "DELETE FROM token_set WHERE account = ? AND generation <= ?")) {
      delete.setString(1, id.toString());
      delete.setLong(2, tokens.generation().number() - KEPT);
      delete.executeUpdate();
    }
  }

  /// Makes `tokens` the current token set of an account, which stands as told. A refresh moves the
  /// end of the refresh token if it puts that off by half of the time since the last one at least.
  void advance(
      Connection connection, AccountId id, TokenSet tokens, AccountState state, String reason)
      throws SQLException {
    var sql =
        "UPDATE account SET generation = ?, state = ?, reason = ?, issued_at = ?, expires_at = ?,"
            + " refreshable = ?, refresh_ends_at = ?, scopes = ?, refresh_end_moves ="
            + " CASE WHEN 2 * (CAST(? AS BIGINT) - refresh_ends_at) < CAST(? AS BIGINT) - issued_at"
            + " THEN 0 ELSE 1 END WHERE id = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, tokens.generation().number());
      update.setString(2, state.name());
      update.setString(3, reason);
      update.setLong(4, tokens.issuedAt().toEpochMilli());
      update.setObject(5, millis(tokens.expiresAt()), Types.BIGINT);
      update.setInt(6, tokens.refresh() == null ? 0 : 1);
      update.setObject(7, millis(tokens.refreshEndsAt()), Types.BIGINT);
      update.setString(8, tokens.scopes().toString());
      update.setObject(9, millis(tokens.refreshEndsAt()), Types.BIGINT);
      update.setLong(10, tokens.issuedAt().toEpochMilli());
      update.setString(11, id.toString());
      update.executeUpdate();
    }
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  /// False when the account has moved on from how it was seen.
  boolean setState(Connection connection, Account seen, AccountState state, String reason)
      throws SQLException {
    var sql =
        "UPDATE account SET state = ?, reason = ? WHERE id = ? AND generation = ? AND state = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setString(1, state.name());
      update.setString(2, reason);
      update.setString(3, seen.id().toString());
      update.setLong(4, seen.generation().number());
      update.setString(5, seen.state().name());
      return update.executeUpdate() == 1;
    }
  }

  void remove(Connection connection, AccountId id) throws SQLException {
    for (var sql :
        List.of(
            "DELETE FROM account WHERE id = ?",
            "DELETE FROM token_set WHERE account = ?",
            "DELETE FROM warning WHERE account = ?",
            "DELETE FROM evidence WHERE account = ?")) {
      try (var delete = connection.prepareStatement(sql)) {
        delete.setString(1, id.toString());
        delete.executeUpdate();
      }
    }
  }
}
