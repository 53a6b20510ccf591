package dev.cloakroom;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.broker.FakeTokenEndpoint;
import dev.cloakroom.broker.Parts;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.Browsers;
import dev.cloakroom.consent.ConsentRoutes;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.consent.DeviceLogins;
import dev.cloakroom.consent.Door;
import dev.cloakroom.consent.Login;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.oauth.DeviceAuthorizations;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.Identities;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.oauth.Web;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grants;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The rooms of a host as they are, over a clock and a token endpoint that do as they are told.
public final class RealRooms implements AutoCloseable {
  public static final AccountId ANA = new AccountId("google", "ana");
  public static final AccountId BEA = new AccountId("google", "bea");
  public static final Duration HOUR = Duration.ofHours(1);

  /// A full scope of google's.
  public static final String CALENDAR = "https://www.googleapis.com/auth/calendar";

  public final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  public final FakeTokenEndpoint endpoint = new FakeTokenEndpoint();
  public final Events events = new Events();
  public final SecureRandom random = new SecureRandom();

  /// Where the console is.
  public volatile URI base = URI.create("http://127.0.0.1:7878");

  public final Catalog catalog;
  public final Store store;
  public final Audit audit;
  public final Vault vault;
  public final Broker broker;
  public final Grants grants;
  public final Consents consents;
  public final Door door = new Door(new Browsers(random, clock), () -> base);
  public final Login login;
  public final DeviceLogins devices;
  public final ConsentRoutes links;

  /// Rooms whose store is in `folder`.
  public RealRooms(Path folder) {
    this(folder, Store.open(folder.resolve("vault.db")));
  }

  /// Rooms over a store, which is theirs from now on.
  public RealRooms(Path folder, Store store) {
    var client = Map.of("client", Map.of("id", "ours", "auth", "none"));
    catalog = Catalog.builtIn().withSettings(Map.of("google", client), folder);
    this.store = store;
    var key = MasterKey.of(Secret.of("k".repeat(32)));
    audit =
        new Audit(
            store, key.macKeyFor("audit"), "", Spool.at(folder.resolve("reserve"), 1 << 14), clock);
    vault = Vault.open(store, audit, key, Holder.born("", random), List.of(), random);
    broker =
        new Broker(
            new Parts(
                vault, audit, endpoint, catalog::provider, events, clock, random, Thread::sleep));
    grants = new Grants(store, audit, clock);
    consents = new Consents(store, catalog, grants, audit, events, clock, random);
    login = new Login(consents, catalog, protocol(), vault, broker, clock);
    devices =
        new DeviceLogins(
            consents,
            login,
            new DeviceAuthorizations(Web.open(), clock),
            _ -> {
              throw new AssertionError("nobody logs in with a code here");
            },
            clock);
    links = new ConsentRoutes(consents, login, devices, vault, door);
  }

  private Login.Protocol protocol() {
    var web = Web.open();
    return new Login.Protocol(
        new Authorizations(random),
        new Discovery(web, clock),
        endpoint,
        new Identities(web, clock));
  }

  /// Connects an account with the calendar scope, whose first access token lives an hour.
  public void connect(AccountId id) {
    connect(id, "a1", Scopes.of(CALENDAR));
  }

  /// Connects an account, or connects it again, with a token that lives an hour.
  public void connect(AccountId id, String access, Scopes scopes) {
    var tokens =
        new TokenSet(
            Generation.NONE.next(),
            Secret.of(access),
            Secret.of("r1"),
            "Bearer",
            clock.instant(),
            clock.instant().plus(HOUR),
            scopes);
    broker.connect(id, "sub-" + id.name(), id.name(), tokens);
  }

  /// Connects an account of that person that ends with its first access token.
  public void connectWithoutRefreshToken(AccountId id, String label, Duration lifetime) {
    var now = clock.instant();
    var tokens =
        new TokenSet(
            Generation.NONE.next(),
            Secret.of("secret-a"),
            null,
            "Bearer",
            now,
            now.plus(lifetime),
            Scopes.of(CALENDAR));
    broker.connect(id, "sub-" + id.name(), label, tokens);
  }

  /// Makes the next refresh bring `access`, good for an hour.
  public void nextRefreshBrings(String access) {
    endpoint.does(() -> granted(access));
  }

  private TokenOutcome granted(String access) {
    return new TokenOutcome.Granted(
        new TokenReply(
            Secret.of(access),
            null,
            "Bearer",
            clock.instant(),
            clock.instant().plus(HOUR),
            null,
            null));
  }

  /// Lets the access tokens of now expire.
  public void letTokensExpire() {
    clock.advance(HOUR.plusMinutes(1));
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }
}
