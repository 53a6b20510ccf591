package dev.cloakroom.control;

import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The address where calendar programs, which can't log in, read the calendar. Whoever has it may
/// read that, and nothing else.
///
/// The store keeps a hash of the key in it. There is one at a time: a new one ends the one before.
/// Safe for any thread.
public final class CalendarAddress {
  private static final int KEY_BYTES = 32;

  private final Calendar calendar;
  private final Store store;
  private final RandomGenerator random;
  private final Supplier<URI> base;

  /// The address of `calendar`, below `base`. `random` must be unpredictable.
  public CalendarAddress(
      Calendar calendar, Store store, RandomGenerator random, Supplier<URI> base) {
    this.calendar = calendar;
    this.store = store;
    this.random = random;
    this.base = base;
  }

  /// Makes a new address; for the control socket.
  public Route making() {
    return Route.post("/v1/calendar", _ -> make());
  }

  /// The calendar at the address; for the console's listener. What is not the address is answered
  /// as if nothing were there.
  public Route reading() {
    return Route.get("/calendar/{key}/cloakroom.ics", this::read);
  }

  private Reply make() {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    var hash = HexFormat.of().formatHex(hash(key));
    store.write(connection -> keep(connection, hash));
    var address = base.get().resolve("/calendar/" + key + "/cloakroom.ics");
    return Reply.json(Wire.json(new LinkView(address.toString())));
  }

  private Reply read(Request request) {
    var kept = store.read(CalendarAddress::kept);
    if (!MessageDigest.isEqual(hash(request.parameter("key")), HexFormat.of().parseHex(kept))) {
      throw new Problem(
          Kind.NOT_FOUND, "unknown-path", "nothing answers at this path: see docs/api.md");
    }
    return calendar.reply();
  }

  private static boolean keep(Connection connection, String hash) throws SQLException {
    var sql =
        "INSERT INTO meta VALUES ('calendar', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, hash);
      return insert.executeUpdate() == 1;
    }
  }

  /// Empty when there is no address yet.
  private static String kept(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement("SELECT value FROM meta WHERE name = 'calendar'");
        var row = query.executeQuery()) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
