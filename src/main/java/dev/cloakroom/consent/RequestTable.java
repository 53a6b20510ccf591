package dev.cloakroom.consent;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.store.Store;
import dev.cloakroom.workload.Form;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tables of consent requests, of blocks, and of authorizations that wait to be confirmed.
final class RequestTable {
  private final Store store;
  private final Audit audit;

  RequestTable(Store store, Audit audit) {
    this.store = store;
    this.audit = audit;
  }

  /// Writes how a request stands, and why, into the audit: both or neither.
  void put(ConsentRequest request, Entry why) {
    var sql =
        "INSERT INTO consent_request VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            + " workload = excluded.workload, asked_as = excluded.asked_as,"
            + " provider = excluded.provider, account = excluded.account,"
            + " scopes = excluded.scopes, state = excluded.state,"
            + " created_at = excluded.created_at, ends_at = excluded.ends_at,"
            + " form = excluded.form";
    store.write(connection -> {
      try (var put = connection.prepareStatement(sql)) {
        fill(put, request);
        put.executeUpdate();
      }
      audit.recordIn(connection, why);
      return true;
    });
  }

  private static void fill(PreparedStatement put, ConsentRequest request) throws SQLException {
    var account = request.account();
    var form = request.form();
    put.setString(1, request.id());
    put.setString(2, request.workload());
    put.setString(3, request.askedAs());
    put.setString(4, request.provider());
    put.setString(5, account == null ? "" : account.toString());
    put.setString(6, request.scopes().toString());
    put.setString(7, request.state().name());
    put.setLong(8, request.createdAt().toEpochMilli());
    put.setLong(9, request.endsAt().toEpochMilli());
    put.setString(10, form == null ? "" : form.line());
  }

  Optional<ConsentRequest> find(String id) {
    return select("WHERE id = ?", id).stream().findFirst();
  }

  List<ConsentRequest> all() {
    return select("WHERE ? = '' ORDER BY created_at, id", "");
  }

  private List<ConsentRequest> select(String where, String parameter) {
    return store.read(connection -> {
      var found = new ArrayList<ConsentRequest>();
      try (var query = connection.prepareStatement("SELECT * FROM consent_request " + where)) {
        query.setString(1, parameter);
        try (var rows = query.executeQuery()) {
          while (rows.next()) {
            found.add(read(rows));
          }
        }
      }
      return found;
    });
  }

  private static ConsentRequest read(ResultSet row) throws SQLException {
    var form = row.getString("form");
    return new ConsentRequest(
        row.getString("id"),
        row.getString("workload"),
        row.getString("asked_as"),
        row.getString("provider"),
        AccountId.parse(row.getString("account")).orElse(null),
        Scopes.parse(row.getString("scopes")),
        form.isEmpty() ? null : Form.ofLine(form),
        State.valueOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("ends_at")));
  }

  /// Lets go of requests that ended before `then`.
  void forgetBefore(Instant then) {
    update(
        "DELETE FROM consent_request WHERE ends_at < ?",
        delete -> delete.setLong(1, then.toEpochMilli()));
  }

  void block(String workload, String provider) {
    update(
        "INSERT INTO block VALUES (?, ?) ON CONFLICT DO NOTHING",
        insert -> {
          insert.setString(1, workload);
          insert.setString(2, provider);
        });
  }

  boolean isBlocked(String workload, String provider) {
    return exists(
        "SELECT 1 FROM block WHERE workload = ? AND provider = ?",
        query -> {
          query.setString(1, workload);
          query.setString(2, provider);
        });
  }

  /// Whether the same ask was answered with a denial after `then`.
  boolean isDeniedSince(String workload, String askedAs, Instant then) {
    return exists(
        "SELECT 1 FROM consent_request WHERE workload = ? AND asked_as = ? AND state = 'DENIED' AND ends_at > ?",
        query -> {
          query.setString(1, workload);
          query.setString(2, askedAs);
          query.setLong(3, then.toEpochMilli());
        });
  }

  private boolean exists(String sql, Fill fill) {
    return store.read(connection -> {
      try (var query = connection.prepareStatement(sql)) {
        fill.in(query);
        try (var row = query.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  /// Keeps a sealed token set until its person has confirmed or refused it.
  void keepPending(String id, String provider, byte[] sealed, Instant endsAt) {
    update(
        "INSERT INTO pending_account VALUES (?, ?, ?, ?)",
        insert -> {
          insert.setString(1, id);
          insert.setString(2, provider);
          insert.setBytes(3, sealed);
          insert.setLong(4, endsAt.toEpochMilli());
        });
  }

  void dropPending(String id) {
    update("DELETE FROM pending_account WHERE id = ?", delete -> delete.setString(1, id));
  }

  /// What a stopped host left unconfirmed.
  List<LeftPending> leftPending() {
    return store.read(connection -> {
      var left = new ArrayList<LeftPending>();
      try (var query = connection.prepareStatement("SELECT * FROM pending_account");
          var rows = query.executeQuery()) {
        while (rows.next()) {
          left.add(
              new LeftPending(
                  rows.getString("id"), rows.getString("provider"), rows.getBytes("sealed")));
        }
      }
      return left;
    });
  }

  private void update(String sql, Fill fill) {
    store.write(connection -> {
      try (var statement = connection.prepareStatement(sql)) {
        fill.in(statement);
        return statement.executeUpdate();
      }
    });
  }

  @FunctionalInterface
  private interface Fill {
    void in(PreparedStatement statement) throws SQLException;
  }

  /// A sealed token set that nobody confirmed.
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record LeftPending(String id, String provider, byte[] sealed) {}
}
