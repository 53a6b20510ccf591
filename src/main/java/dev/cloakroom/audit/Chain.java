package dev.cloakroom.audit;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// The chains of MACs over the entries, one for each node: each MAC covers its entry's own fields
/// and the MAC before it.
///
/// Numbers are given in the order of commits, over all nodes; those of one chain only grow.
final class Chain {
  private static final byte[] FIRST = new byte[32];
  private static final int ROWS_AT_ONCE = 10_000;
  private static final String ROW =
      "node, number, at, event, account, generation, recipient, detail, mac";

  private final SecretKey key;
  private final String node;

  /// @param node whose entries are appended; empty for a node alone
  Chain(SecretKey key, String node) {
    this.key = key;
    this.node = node;
  }

  void append(Connection connection, long at, Entry entry) throws SQLException {
    var sql =
        "SELECT (SELECT MAX(number) FROM audit),"
            + " (SELECT mac FROM audit WHERE node = ? ORDER BY number DESC LIMIT 1)";
    try (var last = connection.prepareStatement(sql)) {
      last.setString(1, node);
      try (var row = last.executeQuery()) {
        row.next();
        byte[] before = row.getBytes(2);
        insert(
            connection,
            new Row(node, row.getLong(1) + 1, at, entry),
            before == null ? FIRST : before);
      }
    }
  }

  private void insert(Connection connection, Row row, byte[] before) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, row.node);
      insert.setLong(2, row.number);
      insert.setLong(3, row.at);
      insert.setString(4, row.event);
      insert.setString(5, row.account);
      insert.setLong(6, row.generation);
      insert.setString(7, row.recipient);
      insert.setString(8, row.detail);
      insert.setBytes(9, mac(hmac(), before, row));
      insert.executeUpdate();
    }
  }

  /// Checks all chains, in the order of commits.
  Audit.Verified verify(Connection connection) throws SQLException {
    var seen = new Seen(hmac());
    long number = 0;
    int found = ROWS_AT_ONCE;
    while (found == ROWS_AT_ONCE) {
      found = 0;
      try (var query =
          connection.prepareStatement(
              "SELECT " + ROW + " FROM audit WHERE number > ? ORDER BY number LIMIT ?")) {
        query.setLong(1, number);
        query.setInt(2, ROWS_AT_ONCE);
        try (var rows = query.executeQuery()) {
          while (rows.next()) {
            found++;
            number = seen.check(Row.read(rows), rows.getBytes(9));
          }
        }
      }
    }
    return new Audit.Verified(seen.count, seen.newest);
  }

  static List<Audit.Recorded> recent(Connection connection, long before, int count)
      throws SQLException {
    var recent = new ArrayList<Audit.Recorded>();
    try (var query =
        connection.prepareStatement(
            "SELECT " + ROW + " FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?")) {
      query.setLong(1, before);
      query.setInt(2, count);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          recent.add(Row.read(rows).recorded());
        }
      }
    }
    return recent;
  }

  private static Problem damaged(long number) {
    return new Problem(
        Kind.FAILED,
        "audit-damaged",
        "The audit does not fit together at entry %d: it was changed from outside, or the master key is another one."
            .formatted(number));
  }

  private Mac hmac() {
    try {
      var hmac = Mac.getInstance("HmacSHA256");
      hmac.init(key);
      return hmac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
  }

  private static byte[] mac(Mac hmac, byte[] before, Row row) {
    hmac.update(before);
    hmac.update(
        ByteBuffer.allocate(24).putLong(row.number).putLong(row.at).putLong(row.generation).flip());
    addText(hmac, row.event);
    addText(hmac, row.account);
    addText(hmac, row.recipient);
    addText(hmac, row.detail);
    if (!row.node.isEmpty()) {
      addText(hmac, row.node);
    }
    return hmac.doFinal();
  }

  private static void addText(Mac hmac, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    hmac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    hmac.update(bytes);
  }

  /// What a check has seen so far.
  private static final class Seen {
    private final Mac hmac;
    private final Map<String, byte[]> lastOfNode = new HashMap<>();
    private final Map<AccountId, Generation> newest = new HashMap<>();
    private long count;

    Seen(Mac hmac) {
      this.hmac = hmac;
    }

    long check(Row row, byte[] mac) {
      var before = lastOfNode.getOrDefault(row.node, FIRST);
      if (!MessageDigest.isEqual(mac, mac(hmac, before, row))) {
        throw damaged(row.number);
      }
      lastOfNode.put(row.node, mac);
      row.noteIn(newest);
      count++;
      return row.number;
    }
  }

  /// An entry as it stands in the table.
  private record Row(
      String node,
      long number,
      long at,
      String event,
      String account,
      long generation,
      String recipient,
      String detail) {
    Row(String node, long number, long at, Entry entry) {
      this(
          node,
          number,
          at,
          entry.event(),
          entry.account() == null ? "" : entry.account().toString(),
          entry.generation().number(),
          entry.recipient(),
          entry.detail());
    }

    void noteIn(Map<AccountId, Generation> newest) {
      if (event.equals(Audit.COMMITTED)) {
        AccountId.parse(account).ifPresent(id -> newest.put(id, new Generation(generation)));
      } else if (event.equals(Audit.DISCONNECTED)) {
        AccountId.parse(account).ifPresent(newest::remove);
      }
    }

    Audit.Recorded recorded() {
      var about = AccountId.parse(account).orElse(null);
      var entry = new Entry(event, about, new Generation(generation), recipient, detail);
      return new Audit.Recorded(number, Instant.ofEpochMilli(at), node, entry);
    }

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getString(1),
          row.getLong(2),
          row.getLong(3),
          row.getString(4),
          row.getString(5),
          row.getLong(6),
          row.getString(7),
          row.getString(8));
    }
  }
}
