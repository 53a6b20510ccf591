package dev.cloakroom.broker;

import dev.cloakroom.MutableClock;
import dev.cloakroom.audit.Audit;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.FaultyStore;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A broker over a real vault, with a clock and an endpoint that do as they are told.
final class BrokerFixture implements AutoCloseable {
  private static final int SPOOL = 1 << 19;
  static final AccountId ANA = new AccountId("google", "ana");

  final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  final FakeTokenEndpoint endpoint = new FakeTokenEndpoint();
  final Events events = new Events();
  final List<String> alarms = new ArrayList<>();
  String lastAlarm = "";
  final List<Event.Expiring> warnings = new ArrayList<>();
  final Set<AccountId> gone = ConcurrentHashMap.newKeySet();
  private final Path folder;
  private Provider provider;
  private final MasterKey key = MasterKey.of(Secret.of("k".repeat(32)));
  private final List<Spool> spools;
  FaultyStore store;
  Audit audit;
  Vault vault;
  Broker broker;

  BrokerFixture(Path folder, Quirks.Rotation rotation, @Nullable Duration leeway) {
    this(folder, folder.resolve("elsewhere"), rotation, leeway);
  }

  /// @param elsewhere where the second spool is
  BrokerFixture(Path folder, Path elsewhere, Quirks.Rotation rotation, @Nullable Duration leeway) {
    this.folder = folder;
    this.provider = provider(rotation, leeway);
    events.subscribe(this::remember);
    DurableFile.privateFolder(folder);
    spools = List.of(Spool.at(folder.resolve("spool"), SPOOL), Spool.at(elsewhere, SPOOL));
    store = openStore();
    audit = openAudit();
    vault = openVault("a");
    broker = openBroker(vault);
  }

  private void remember(Event event) {
    switch (event) {
      case Event.Alarm(var code, var message) -> {
        alarms.add(code);
        lastAlarm = message;
      }
      case Event.Expiring warning -> warnings.add(warning);
      case Event.Disconnected(var account) -> gone.add(account);
      default -> {}
    }
  }

  private FaultyStore openStore() {
    return new FaultyStore(Store.open(folder.resolve("vault.db")));
  }

  private Vault openVault(String node) {
    return Vault.open(
        store, audit, key, Holder.born(node, new SecureRandom()), spools, new SecureRandom());
  }

  private Broker openBroker(Vault vault) {
    return new Broker(parts(vault), (_, _, task) -> task.run());
  }

  private Parts parts(Vault vault) {
    return new Parts(
        vault,
        audit,
        endpoint,
        _ -> provider,
        events,
        clock,
        new SplittableRandom(1),
        Thread::sleep);
  }

  /// From now on the broker does on threads what is due.
  void startOnThreads() {
    broker = new Broker(parts(vault));
    broker.start();
  }

  /// The broker of another node over the same store.
  Broker anotherNode() {
    return openBroker(openVault("b"));
  }

  /// Lets the provider's authorizations live so long, and so long while unused.
  void limitLives(@Nullable Duration absolute, @Nullable Duration idle) {
    var quirks = provider.quirks().withLifetimes(idle, absolute, null, null);
    provider =
        new Provider(
            provider.id(),
            null,
            provider.endpoints(),
            null,
            provider.scopes(),
            provider.aliases(),
            provider.scopeNames(),
            provider.apiHosts(),
            quirks);
  }

  /// Lets a broker do what is due.
  void breathe(Broker one) {
    one.tend(ANA);
  }

  private Audit openAudit() {
    var reserve = Spool.at(folder.resolve("reserve"), 1 << 14);
    return new Audit(store, key.macKeyFor("audit"), "", reserve, clock);
  }

  void restart() {
    store.close();
    store = openStore();
    audit = openAudit();
    vault = openVault("a");
    broker = openBroker(vault);
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }

  void connect(Duration lifetime) {
    broker.connect(ANA, "sub-1", "ana", tokens("a1", "r1", clock.instant().plus(lifetime)));
  }

  List<AccountId> connectMany(int count, Duration lifetime) {
    var ids = new ArrayList<AccountId>();
    for (int i = 0; i < count; i++) {
      var id = new AccountId("google", "person" + i);
      broker.connect(
          id, "sub" + i, "person", tokens("a" + i, "r" + i, clock.instant().plus(lifetime)));
      ids.add(id);
    }
    return ids;
  }

  void connectWithoutRefreshToken(Duration lifetime) {
    var end = clock.instant().plus(lifetime);
    var tokens =
        new TokenSet(
            Generation.NONE, Secret.of("a"), null, "Bearer", clock.instant(), end, Scopes.NONE);
    broker.connect(ANA, "sub-1", "ana", tokens);
  }

  Answer ask() {
    return broker.token(ANA, null, "run-1", "test");
  }

  Answer ask(Duration margin) {
    return broker.token(ANA, margin, "run-1", "test");
  }

  Broker.Status status() {
    return broker.status(vault.account(ANA).orElseThrow());
  }

  Secret tokenOf(Answer answer) {
    return switch (answer) {
      case Answer.Live(var tokens) -> tokens.access();
      case Answer.StillGood(var tokens, _) -> tokens.access();
      case Answer.TooShort _, Answer.Deferred _, Answer.PersonNeeded _ ->
          throw new AssertionError("no token: " + answer);
    };
  }

  TokenOutcome granted(String access, @Nullable String refresh, Duration lifetime) {
    return grantedUntil(access, refresh, clock.instant().plus(lifetime));
  }

  TokenOutcome grantedUntil(String access, @Nullable String refresh, @Nullable Instant until) {
    return new TokenOutcome.Granted(
        new TokenReply(
            Secret.of(access),
            refresh == null ? null : Secret.of(refresh),
            "Bearer",
            clock.instant(),
            until,
            null,
            null));
  }

  /// Makes every commit of a generation fail, as a full disk would.
  void breakTheDisk() {
    execute(
        "CREATE TRIGGER broken BEFORE INSERT ON token_set BEGIN SELECT RAISE(FAIL, 'full'); END");
  }

  void mendTheDisk() {
    execute("DROP TRIGGER broken");
  }

  void execute(String sql) {
    store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  List<String> auditedReleases() {
    return store.read(connection -> {
      var releases = new ArrayList<String>();
      var sql = "SELECT account, generation, recipient FROM audit WHERE event = 'released'";
      try (var query = connection.prepareStatement(sql);
          var rows = query.executeQuery()) {
        while (rows.next()) {
          releases.add(rows.getString(1) + " " + rows.getLong(2) + " " + rows.getString(3));
        }
      }
      return releases;
    });
  }

  TokenSet tokens(String access, String refresh, Instant until) {
    return new TokenSet(
        Generation.NONE.next(),
        Secret.of(access),
        Secret.of(refresh),
        "Bearer",
        clock.instant(),
        until,
        Scopes.of("calendar"));
  }

  private static Provider provider(Quirks.Rotation rotation, @Nullable Duration leeway) {
    return new Provider(
        "google",
        null,
        Endpoints.UNKNOWN,
        null,
        Scopes.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        Quirks.STRICT.withRotation(rotation, leeway));
  }
}
