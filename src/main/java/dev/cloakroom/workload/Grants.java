package dev.cloakroom.workload;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The grants that last, in the store; each change is on the audit in the same transaction. Safe
/// for any thread.
public final class Grants {
  private final Store store;
  private final Audit audit;
  private final Clock clock;

  /// The grants in `store`.
  public Grants(Store store, Audit audit, Clock clock) {
    this.store = store;
    this.audit = audit;
    this.clock = clock;
  }

  /// Grants; an earlier grant of the same workload and name is replaced.
  ///
  /// @throws Problem `name-taken` when that name means another account of the workload
  public Grant grant(Grant grant) {
    return store.write(connection -> {
      try (var taken =
          connection.prepareStatement(
              "SELECT account FROM workload_grant WHERE workload = ? AND name = ?")) {
        taken.setString(1, grant.workload());
        taken.setString(2, grant.name());
        try (var row = taken.executeQuery()) {
          if (row.next() && !row.getString(1).equals(grant.account().toString())) {
            throw nameTaken(grant, row.getString(1));
          }
        }
      }
      put(connection, grant);
      return grant;
    });
  }

  private void put(Connection connection, Grant grant) throws SQLException {
    var sql =
        "INSERT INTO workload_grant (workload, account, name, scopes, mode, since, dialect, file)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workload, name) DO UPDATE SET"
            + " scopes = excluded.scopes, mode = excluded.mode, since = excluded.since,"
            + " dialect = excluded.dialect, file = excluded.file";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, grant.workload());
      insert.setString(2, grant.account().toString());
      insert.setString(3, grant.name());
      insert.setString(4, grant.scopes().toString());
      insert.setString(5, grant.form().mode().name());
      insert.setLong(6, clock.millis());
      insert.setString(7, grant.form().dialect());
      insert.setString(8, grant.form().file());
      insert.executeUpdate();
    }
    audit.recordIn(connection, entry("granted", grant));
  }

  private static Problem nameTaken(Grant grant, String other) {
    return new Problem(
        Kind.USAGE,
        "name-taken",
        "The workload %s has %s under the name %s already: name this one, as in --grant %s@another-name."
            .formatted(grant.workload(), other, grant.name(), grant.account()));
  }

  /// Ends the grants of `account` to `workload`; returns them.
  public List<Grant> end(String workload, AccountId account) {
    return endAll(of(workload).stream().filter(g -> g.account().equals(account)).toList());
  }

  /// Ends the grant that `workload` knows by `name`.
  public void end(String workload, String name) {
    endAll(find(workload, name).stream().toList());
  }

  /// Ends all grants of `account`; returns them.
  public List<Grant> endAllOf(AccountId account) {
    return endAll(all().stream().filter(g -> g.account().equals(account)).toList());
  }

  private List<Grant> endAll(List<Grant> ending) {
    return store.write(connection -> {
      for (var grant : ending) {
        try (var delete =
            connection.prepareStatement(
                "DELETE FROM workload_grant WHERE workload = ? AND name = ?")) {
          delete.setString(1, grant.workload());
          delete.setString(2, grant.name());
          delete.executeUpdate();
        }
        audit.recordIn(connection, entry("ungranted", grant));
      }
      return ending;
    });
  }

  /// The grants of one workload, by name.
  public List<Grant> of(String workload) {
    return all().stream().filter(grant -> grant.workload().equals(workload)).toList();
  }

  /// The grant that `workload` knows by `name`.
  public Optional<Grant> find(String workload, String name) {
    return of(workload).stream().filter(grant -> grant.name().equals(name)).findFirst();
  }

  /// All grants, by workload and name.
  public List<Grant> all() {
    return store.read(this::all);
  }

  /// The same, as part of somebody's transaction.
  public List<Grant> all(Connection connection) throws SQLException {
    var grants = new ArrayList<Grant>();
    try (var query =
            connection.prepareStatement("SELECT * FROM workload_grant ORDER BY workload, name");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        grants.add(read(rows));
      }
    }
    return grants;
  }

  /// Those that do not end with a run, as part of somebody's transaction.
  public List<Grant> lasting(Connection connection) throws SQLException {
    return all(connection).stream().filter(grant -> !grant.workload().startsWith("run-")).toList();
  }

  /// Brings grants back, as part of somebody's transaction.
  public void restore(Connection connection, List<Grant> grants) throws SQLException {
    for (var grant : grants) {
      put(connection, grant);
    }
  }

  private static Grant read(ResultSet row) throws SQLException {
    return new Grant(
        row.getString("workload"),
        AccountId.parse(row.getString("account")).orElseThrow(),
        row.getString("name"),
        Scopes.parse(row.getString("scopes")),
        new Form(
            Mode.valueOf(row.getString("mode")), row.getString("dialect"), row.getString("file")));
  }

  private static Entry entry(String event, Grant grant) {
    return new Entry(
        event,
        grant.account(),
        Generation.NONE,
        grant.workload(),
        grant.name() + " " + grant.form().words());
  }
}
