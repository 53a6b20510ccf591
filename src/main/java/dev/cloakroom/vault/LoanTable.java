package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The tables of loans, and of accounts that serve one workload only. Each method runs in its
/// caller's transaction.
final class LoanTable {
  void put(Connection connection, Loan loan) throws SQLException {
    var sql =
        "INSERT INTO loan (account, fence, holder, run, workload, sandbox, dialect, folder, file,"
            + " subject, owner, generation, fingerprint, lent_at, seen_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    var terms = loan.terms();
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, loan.account().toString());
      insert.setLong(2, loan.fence());
      insert.setString(3, loan.holder());
      insert.setString(4, terms.run());
      insert.setString(5, terms.workload());
      insert.setString(6, terms.sandbox());
      insert.setString(7, terms.dialect());
      insert.setString(8, terms.folder());
      insert.setString(9, terms.file());
      insert.setString(10, terms.subject());
      insert.setObject(11, terms.owner().isEmpty() ? null : terms.owner().getAsInt(), Types.BIGINT);
      insert.setLong(12, loan.generation().number());
      insert.setString(13, loan.fingerprint());
      insert.setLong(14, loan.lentAt().toEpochMilli());
      insert.setLong(15, loan.seenAt().toEpochMilli());
      insert.executeUpdate();
    }
  }

  Optional<Loan> find(Connection connection, AccountId id) throws SQLException {
    try (var query = connection.prepareStatement("SELECT * FROM loan WHERE account = ?")) {
      query.setString(1, id.toString());
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  List<Loan> all(Connection connection) throws SQLException {
    var all = new ArrayList<Loan>();
    try (var query = connection.prepareStatement("SELECT * FROM loan ORDER BY account");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        all.add(read(rows));
      }
    }
    return all;
  }

  private static Loan read(ResultSet row) throws SQLException {
    int number = row.getInt("owner");
    var owner = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
    var terms =
        new Loan.Terms(
            row.getString("run"),
            row.getString("workload"),
            row.getString("sandbox"),
            row.getString("dialect"),
            row.getString("folder"),
            row.getString("file"),
            row.getString("subject"),
            owner);
    return new Loan(
        AccountId.parse(row.getString("account")).orElseThrow(),
        row.getLong("fence"),
        row.getString("holder"),
        terms,
        new Generation(row.getLong("generation")),
        row.getString("fingerprint"),
        Instant.ofEpochMilli(row.getLong("lent_at")),
        Instant.ofEpochMilli(row.getLong("seen_at")));
  }

  /// Whether this very loan is the account's.
  boolean holds(Connection connection, Loan loan) throws SQLException {
    return find(connection, loan.account()).filter(l -> l.fence() == loan.fence()).isPresent();
  }

  /// Notes what was adopted last.
  void advance(Connection connection, AccountId id, Generation generation, String fingerprint)
      throws SQLException {
    var sql = "UPDATE loan SET generation = ?, fingerprint = ? WHERE account = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, generation.number());
      update.setString(2, fingerprint);
      update.setString(3, id.toString());
      update.executeUpdate();
    }
  }

  /// Notes that the holder lives.
  void seen(Connection connection, String holder, Instant now) throws SQLException {
    try (var update = connection.prepareStatement("UPDATE loan SET seen_at = ? WHERE holder = ?")) {
      update.setLong(1, now.toEpochMilli());
      update.setString(2, holder);
      update.executeUpdate();
    }
  }

  /// Whether the refresh token of that fingerprint is lent for another account.
  boolean hasElsewhere(Connection connection, AccountId id, String fingerprint)
      throws SQLException {
    var sql = "SELECT 1 FROM loan WHERE fingerprint = ? AND account <> ?";
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, fingerprint);
      query.setString(2, id.toString());
      try (var row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  void end(Connection connection, AccountId id) throws SQLException {
    delete(connection, "DELETE FROM loan WHERE account = ?", id);
  }

  /// Lets an account serve one workload only.
  void bind(Connection connection, AccountId id, String workload) throws SQLException {
    var sql =
        "INSERT INTO bond (account, workload) VALUES (?, ?)"
            + " ON CONFLICT (account) DO UPDATE SET workload = excluded.workload";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, id.toString());
      insert.setString(2, workload);
      insert.executeUpdate();
    }
  }

  /// Lets an account serve whomever it is granted to.
  void unbind(Connection connection, AccountId id) throws SQLException {
    delete(connection, "DELETE FROM bond WHERE account = ?", id);
  }

  private static void delete(Connection connection, String sql, AccountId id) throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      delete.setString(1, id.toString());
      delete.executeUpdate();
    }
  }

  /// The accounts that serve one workload only, and which.
  Map<AccountId, String> bonds(Connection connection) throws SQLException {
    var bonds = new HashMap<AccountId, String>();
    try (var query = connection.prepareStatement("SELECT account, workload FROM bond");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        bonds.put(AccountId.parse(rows.getString(1)).orElseThrow(), rows.getString(2));
      }
    }
    return bonds;
  }
}
