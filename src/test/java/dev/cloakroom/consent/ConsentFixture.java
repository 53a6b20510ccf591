package dev.cloakroom.consent;

import dev.cloakroom.MutableClock;
import dev.cloakroom.audit.Audit;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grants;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// Consent requests over a real store, with a clock that does as it is told.
final class ConsentFixture implements AutoCloseable {
  static final List<MayAsk> CALENDAR = List.of(new MayAsk("local-calendar", Scopes.NONE));

  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  final MutableClock clock = new MutableClock(START);
  final Events events = new Events();
  final List<Event> published = new ArrayList<>();
  final Catalog catalog;
  private final Supplier<Store> stores;
  private final Spool reserve;
  private final MasterKey key = MasterKey.of(Secret.of("k".repeat(32)));
  Store store;
  Audit audit;
  Vault vault;
  Grants grants;
  Consents consents;

  /// With a provider whose issuer is `issuer`.
  ConsentFixture(Path folder, String issuer) {
    this(folder, issuer, "http://127.0.0.1:9");
  }

  /// The same, and with a provider `coded` at `coded` that takes logins with a code only.
  ConsentFixture(Path folder, String issuer, String coded) {
    this(folder, issuer, coded, () -> Store.open(folder.resolve("vault.db")));
  }

  /// @param stores opens the store, again after each restart
  ConsentFixture(Path folder, String issuer, String coded, Supplier<Store> stores) {
    catalog = Catalog.builtIn().withSettings(providers(issuer, coded), folder);
    DurableFile.privateFolder(folder);
    this.reserve = Spool.at(folder.resolve("reserve"), 1 << 14);
    this.stores = stores;
    events.subscribe(published::add);
    store = stores.get();
    audit = new Audit(store, key.macKeyFor("audit"), "", reserve, clock);
    vault =
        Vault.open(
            store, audit, key, Holder.born("", new SecureRandom()), List.of(), new SecureRandom());
    grants = new Grants(store, audit, clock);
    consents = new Consents(store, catalog, grants, audit, events, clock, new Random(3));
  }

  private static Map<String, Object> providers(String issuer, String coded) {
    var client = Map.of("id", "cloakroom-demo", "auth", "none");
    return Map.of(
        "local",
        local(issuer),
        "elsewhere",
        Map.of("issuer", issuer + "/elsewhere", "client", client),
        "coded",
        Map.of(
            "token-endpoint",
            coded + "/token",
            "device-authorization-endpoint",
            coded + "/device",
            "revocation-endpoint",
            coded + "/revoke",
            "client",
            client),
        "kimi-code",
        Map.of(
            "token-endpoint", coded + "/token", "device-authorization-endpoint", coded + "/device"),
        "dead",
        Map.of("issuer", "http://127.0.0.1:9", "client", client));
  }

  private static Map<String, Object> local(String issuer) {
    return Map.of(
        "issuer",
        issuer,
        "client",
        Map.of("id", "cloakroom-demo", "auth", "none"),
        "scopes",
        List.of("profile"),
        "scope-names",
        Map.of("events", "calendar.events"),
        "aliases",
        Map.of("local-calendar", List.of("calendar", "events"), "local-mine", List.of("profile")));
  }

  void restart() {
    store.close();
    store = stores.get();
    audit = new Audit(store, key.macKeyFor("audit"), "", reserve, clock);
    vault =
        Vault.open(
            store, audit, key, Holder.born("", new SecureRandom()), List.of(), new SecureRandom());
    grants = new Grants(store, audit, clock);
    consents = new Consents(store, catalog, grants, audit, events, clock, new Random(4));
  }

  @Override
  public void close() {
    store.close();
  }

  ConsentRequest ask(String workload, String... scopes) {
    return consents.ask(workload, CALENDAR, "local-calendar", Scopes.of(scopes));
  }

  /// An account of `subject` that is connected.
  AccountId account(String name, String subject, String... scopes) {
    var id = new AccountId("local", name);
    vault.connect(id, subject, name, tokens(Scopes.of(scopes)), clock.instant());
    return id;
  }

  TokenSet tokens(Scopes scopes) {
    return new TokenSet(
        Generation.NONE.next(),
        Secret.of("access"),
        Secret.of("refresh"),
        "Bearer",
        clock.instant(),
        clock.instant().plus(Duration.ofHours(1)),
        scopes);
  }

  /// The audit's entries of one event: recipient, account and detail of each.
  List<String> audited(String event) {
    return store.read(connection -> {
      var found = new ArrayList<String>();
      var sql = "SELECT recipient, account, detail FROM audit WHERE event = ? ORDER BY number";
      try (var query = connection.prepareStatement(sql)) {
        query.setString(1, event);
        try (var rows = query.executeQuery()) {
          while (rows.next()) {
            found.add(String.join("|", rows.getString(1), rows.getString(2), rows.getString(3)));
          }
        }
      }
      return found;
    });
  }

  void execute(String sql) {
    store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  int pendingRows() {
    return consents.table().leftPending().size();
  }
}
