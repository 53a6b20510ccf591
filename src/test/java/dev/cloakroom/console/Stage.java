package dev.cloakroom.console;

import dev.cloakroom.RealRooms;
import dev.cloakroom.control.Accounts;
import dev.cloakroom.control.Activity;
import dev.cloakroom.control.Calendar;
import dev.cloakroom.control.EventFeed;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.http.HostCheck;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Route;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.run.RunHouse;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A console on a port, over real rooms, with whatever a test wants to be seen on it.
final class Stage implements AutoCloseable {
  static final AccountId ANA = new AccountId("google", "ana");
  private static final Duration HOUR = Duration.ofHours(1);

  final RunHouse house;
  final RealRooms rooms;
  private final CountDownLatch curtain = new CountDownLatch(1);
  private final Listener listener;

  Stage(Path folder) {
    house = new RunHouse(folder, this::calendarSkill);
    rooms = house.rooms;
    var accounts =
        new Accounts(
            rooms.catalog, rooms.vault, rooms.broker, rooms.endpoint, rooms.grants, rooms.clock);
    var console =
        new Console(
            new Rooms(
                accounts,
                new Calendar(accounts, rooms.clock, ZoneOffset.UTC),
                rooms.grants,
                rooms.consents,
                rooms.catalog,
                house.runs,
                new Activity(rooms.audit),
                new EventFeed(rooms.events, rooms.clock),
                List.of(
                    new Setting("console.port", "7878", "where the console listens"),
                    new Setting(
                        "providers.google.client",
                        "ours, public",
                        "how Cloakroom presents itself")),
                rooms.clock),
            rooms.door);
    var routes = new ArrayList<Route>(console.routes());
    routes.addAll(rooms.door.routes());
    routes.addAll(rooms.links.routes());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    int port = freePort(address);
    var check = HostCheck.loopback(port);
    listener =
        Listener.onPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            routes.stream().map(route -> route.with(check)).toList(),
            Limits.standard());
    rooms.base = URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort(InetSocketAddress address) {
    try (var trial = Listener.onPort(address, List.of(), Limits.standard())) {
      return trial.port();
    }
  }

  /// What a skill says that reads a calendar, and goes on until the curtain falls.
  private int calendarSkill(Script.Inside inside) throws Exception {
    RunHouse.print(inside, "Reading the calendar of ana@example.org\n");
    RunHouse.print(inside, "  09:30  Plan the day with a cup of tea\n  18:00  Choir rehearsal\n");
    inside.errors().write("warning: two events overlap\n".getBytes(StandardCharsets.UTF_8));
    inside.errors().flush();
    curtain.await();
    return 0;
  }

  URI link() {
    return rooms.door.linkToConsole();
  }

  /// An account that is well, with `left` of its hour.
  AccountId healthy(String name, Duration left) {
    return healthy(account("google", name), left);
  }

  private static AccountId account(String provider, String name) {
    return new AccountId(provider, name);
  }

  private AccountId healthy(AccountId id, Duration left) {
    connect(id, id.name() + "@example.org", left, RealRooms.CALENDAR, "openid", "email");
    return id;
  }

  /// An account whose provider says that of it.
  void connect(AccountId id, String label, String scope) {
    connect(id, label, HOUR, scope);
  }

  private void connect(AccountId id, String label, Duration left, String... scopes) {
    var now = rooms.clock.instant();
    rooms.broker.connect(
        id,
        "sub-" + id.name(),
        label,
        new TokenSet(
            Generation.NONE.next(),
            Secret.of("secret-a-" + id.name()),
            Secret.of("secret-r-" + id.name()),
            "Bearer",
            now.minus(HOUR.minus(left)),
            now.plus(left),
            Scopes.of(scopes)));
  }

  /// An account whose refresh ended so, with `left` of its hour.
  AccountId refreshed(String name, Duration left, TokenOutcome outcome) {
    return refreshed(account("google", name), left, outcome);
  }

  private AccountId refreshed(AccountId account, Duration left, TokenOutcome outcome) {
    var id = healthy(account, left);
    rooms.endpoint.answers(outcome);
    rooms.broker.token(id, Duration.ofMinutes(59), "host", "token");
    return id;
  }

  /// One account in each state.
  void allStates() {
    healthy("ana", Duration.ofMinutes(42));
    refreshed("bea", Duration.ofMinutes(9), unavailable(false, "status-503"));
    refreshed("carl", Duration.ofMinutes(-4), unavailable(false, "connect"));
    refreshed("dora", Duration.ofMinutes(20), new TokenOutcome.InvalidGrant("invalid_grant"));
    refreshed("emil", Duration.ofMinutes(20), new TokenOutcome.Misconfigured("invalid_client"));
    refreshed(
        account("kimi-code", "fritz"), Duration.ofMinutes(11), unavailable(true, "lost-reply"));
  }

  static TokenOutcome unavailable(boolean sent, String reason) {
    return new TokenOutcome.Unavailable(reason, sent, null);
  }

  void grant(String workload, AccountId account, String name) {
    rooms.grants.grant(
        new Grant(workload, account, name, Scopes.of(RealRooms.CALENDAR), Mode.ACCESS_FILE));
  }

  void ask(String workload) {
    rooms.consents.ask(
        workload,
        List.of(new MayAsk("google-calendar", Scopes.NONE)),
        "google-calendar",
        Scopes.of("calendar"));
  }

  @Override
  public void close() {
    curtain.countDown();
    listener.close();
    house.close();
  }
}
