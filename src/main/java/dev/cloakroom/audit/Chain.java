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

/// The chain of MACs over the entries: each covers its own fields and the MAC before it.
final class Chain {
  private static final byte[] FIRST = new byte[32];

  private final SecretKey key;

  Chain(SecretKey key) {
    this.key = key;
  }

  void append(Connection connection, long at, Entry entry) throws SQLException {
    long number = 1;
    byte[] before = FIRST;
    try (var last =
            connection.prepareStatement(
                "SELECT number, mac FROM audit WHERE node = '' ORDER BY number DESC LIMIT 1");
        var row = last.executeQuery()) {
      if (row.next()) {
        number = row.getLong(1) + 1;
        before = row.getBytes(2);
      }
    }
    insert(connection, new Row(number, at, entry), before);
  }

  private void insert(Connection connection, Row row, byte[] before) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT INTO audit VALUES ('', ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, row.number);
      insert.setLong(2, row.at);
      insert.setString(3, row.event);
      insert.setString(4, row.account);
      insert.setLong(5, row.generation);
      insert.setString(6, row.recipient);
      insert.setString(7, row.detail);
      insert.setBytes(8, mac(before, row));
      insert.executeUpdate();
    }
  }

  Audit.Verified verify(Connection connection) throws SQLException {
    long count = 0;
    var newest = new HashMap<AccountId, Generation>();
    byte[] before = FIRST;
    try (var all =
            connection.prepareStatement("SELECT * FROM audit WHERE node = '' ORDER BY number");
        var rows = all.executeQuery()) {
      while (rows.next()) {
        count++;
        var row = Row.read(rows);
        var mac = rows.getBytes("mac");
        if (row.number != count || !MessageDigest.isEqual(mac, mac(before, row))) {
          throw damaged(count);
        }
        before = mac;
        row.noteIn(newest);
      }
    }
    return new Audit.Verified(count, newest);
  }

  static List<Audit.Recorded> recent(Connection connection, long before, int count)
      throws SQLException {
    var recent = new ArrayList<Audit.Recorded>();
    try (var query =
        connection.prepareStatement(
            "SELECT * FROM audit WHERE node = '' AND number < ? ORDER BY number DESC LIMIT ?")) {
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

  private byte[] mac(byte[] before, Row row) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update(before);
      mac.update(
          ByteBuffer.allocate(24)
              .putLong(row.number)
              .putLong(row.at)
              .putLong(row.generation)
              .flip());
      for (var field : new String[] {row.event, row.account, row.recipient, row.detail}) {
        var bytes = field.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        mac.update(bytes);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
  }

  /// An entry as it stands in the table.
  private record Row(
      long number,
      long at,
      String event,
      String account,
      long generation,
      String recipient,
      String detail) {
    Row(long number, long at, Entry entry) {
      this(
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
      return new Audit.Recorded(number, Instant.ofEpochMilli(at), entry);
    }

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("number"),
          row.getLong("at"),
          row.getString("event"),
          row.getString("account"),
          row.getLong("generation"),
          row.getString("recipient"),
          row.getString("detail"));
    }
  }
}
