package dev.cloakroom.control;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.SocketClient.Answer;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.run.AccountKnowledge;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.ActivityView;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.DisconnectView;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.LinkView;
import dev.cloakroom.wire.StatusView;
import dev.cloakroom.wire.TokenView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ControlTest {
  private static final String TOKEN = "/v1/accounts/google/ana/token";

  @TempDir Path temporary;
  private RealRooms rooms;
  private Listener listener;
  private SocketClient client;
  private final List<Event> events = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    var own = Files.createDirectory(temporary.resolve("own"));
    Files.createDirectory(temporary.resolve("written"));
    rooms = new RealRooms(temporary);
    rooms.connect(ANA);
    rooms.events.subscribe(events::add);
    var facts =
        new Control.HostFacts("0.1", "/home", "http://127.0.0.1:7878", rooms.clock.instant());
    var control = new Control(all(rooms, own), () -> facts);
    var socket = temporary.resolve("control");
    listener = Listener.onSocket(socket, control.routes(), Limits.standard());
    client = new SocketClient(socket, "");
  }

  @AfterEach
  void close() {
    listener.close();
    rooms.close();
  }

  static Accounts accounts(RealRooms rooms) {
    return new Accounts(
        rooms.catalog, rooms.vault, rooms.broker, rooms.endpoint, rooms.grants, rooms.clock);
  }

  static Control.Rooms all(RealRooms rooms, Path own) {
    return new Control.Rooms(
        rooms.catalog,
        Dialects.builtIn(),
        rooms.vault,
        rooms.broker,
        accounts(rooms),
        new Calendar(accounts(rooms), rooms.clock, ZoneOffset.UTC),
        rooms.grants,
        rooms.consents,
        rooms.login,
        rooms.devices,
        rooms.links,
        rooms.door,
        rooms.events,
        new EventFeed(rooms.events, rooms.clock),
        new Activity(rooms.audit),
        id -> new AccountKnowledge(rooms.catalog, rooms.vault).of(id, Path.of("/home/ana")),
        List.of(own),
        file -> Optional.of("1a2b").filter(_ -> file.startsWith(own.resolveSibling("written"))));
  }

  @Test
  void tellsHowTheHostStands() {
    var status = client.get("/v1/status").as(StatusView.class);

    assertThat(status.version()).isEqualTo("0.1");
    assertThat(status.startedAt()).isEqualTo(rooms.clock.instant());
    assertThat(status.accounts()).singleElement().returns("healthy", AccountView::state);
  }

  @Test
  void showsTheActivityNewestFirst() {
    client.get(TOKEN);

    var newest = client.get("/v1/activity?count=1");
    var before = client.get("/v1/activity?before=2&count=500");

    assertThat(Wire.readList(ActivityView.class, newest.body()))
        .singleElement()
        .returns("released", ActivityView::event)
        .returns("google/ana", ActivityView::account)
        .returns("host", ActivityView::recipient);
    assertThat(Wire.readList(ActivityView.class, before.body()))
        .singleElement()
        .returns(1L, ActivityView::number);
    assertThat(client.get("/v1/activity?count=0").body()).contains("bad-number");
  }

  @Test
  void tellsThatAGrantBeganAndEnded() {
    var json = Wire.json(new GrantView("family", "google/ana", null, List.of(), null));
    client.ask("POST", "/v1/grants", json);
    client.ask("DELETE", "/v1/grants/family/google/ana", "");

    assertThat(events)
        .contains(new Event.Granted("family", ANA), new Event.Ungranted("family", ANA));
  }

  @Test
  void showsAccountsWithoutTheirTokens() {
    var answer = client.get("/v1/accounts");

    assertThat(Wire.readList(AccountView.class, answer.body()))
        .singleElement()
        .returns("google/ana", AccountView::account)
        .returns("ana", AccountView::label)
        .returns(CALENDAR, AccountView::scope)
        .returns(1L, AccountView::generation);
    assertThat(answer.body()).doesNotContain("\"a1\"").doesNotContain("\"r1\"");
  }

  @Test
  void tellsHowLongAccountsLast() {
    rooms.connectWithoutRefreshToken(BEA, "bea", Duration.ofDays(7));

    var accounts = Wire.readList(AccountView.class, client.get("/v1/accounts").body());

    assertThat(accounts.getFirst()) // google's refresh tokens die after 180 days unused
        .returns(null, AccountView::lastsUntil)
        .returns(rooms.clock.instant().plus(Duration.ofDays(180)), AccountView::restsUntil);
    assertThat(accounts.getLast())
        .returns(rooms.clock.instant().plus(Duration.ofDays(7)), AccountView::lastsUntil)
        .returns("no-refresh-token", AccountView::lastsBecause);
    assertThat(client.get("/v1/calendar.ics").body()).contains("SUMMARY:google/bea needs");
  }

  @Test
  void callsAnAccountExpiredWhoseTokenIsOver() {
    rooms.letTokensExpire();

    assertThat(state()).isEqualTo("expired");
  }

  @Test
  void callsAnAccountByItsStateWhenAPersonIsNeeded() {
    rooms.letTokensExpire();
    rooms.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

    assertProblem(client.get(TOKEN), 409, "needs-consent");

    assertThat(state()).isEqualTo("needs-consent");
  }

  @Test
  void givesAToken() {
    var token = client.get(TOKEN).as(TokenView.class);

    assertThat(token.accessToken()).isEqualTo(Secret.of("a1"));
    assertThat(token.generation()).isOne();
    assertThat(token.warning()).isNull();
  }

  @Test
  void warnsOfATokenThatLivesShorterThanAsked() {
    rooms.clock.advance(Duration.ofMinutes(50));
    rooms.endpoint.answers(new TokenOutcome.Unavailable("http-503", true, null));

    var token = client.get(TOKEN + "?min_ttl=1800").as(TokenView.class);

    assertThat(token.accessToken()).isEqualTo(Secret.of("a1"));
    assertThat(token.warning()).contains("google/ana", "shorter than asked");
  }

  @Test
  void saysWhenTokensNeverLiveThatLong() {
    rooms.clock.advance(Duration.ofMinutes(50));
    rooms.nextRefreshBrings("a2");

    var answer = client.get(TOKEN + "?min_ttl=" + Long.MAX_VALUE);

    assertProblem(answer, 500, "token-too-short");
    assertThat(answer.body()).contains("60 min");
  }

  @Test
  void saysWhenNoTokenCanBeHad() {
    rooms.letTokensExpire();
    rooms.endpoint.answers(new TokenOutcome.Unavailable("http-503", true, null));

    assertProblem(client.get(TOKEN), 503, "token-expired");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/accounts/google/nobody/token, '', 404, unknown-account",
    "GET, /v1/accounts/Google/ana/token, '', 400, bad-account",
    "GET, /v1/accounts/google/ana/token?min_ttl=x, '', 400, bad-number",
    "GET, /v1/accounts/google/ana/token?min_ttl=-1, '', 400, bad-number",
    "DELETE, /v1/accounts/google/nobody, '', 404, unknown-account",
    "GET, /v1/consents/00000000000000000000, '', 404, unknown-consent",
    "GET, /v1/consents/x?wait=long, '', 400, bad-number",
    "POST, /v1/connect, '{\"provider\":\"nobody\",\"scopes\":[]}', 404, unknown-provider",
    "POST, /v1/connect, '{\"provider\":\"google\",\"as\":\"A/b\",\"scopes\":[]}', 400, bad-account",
    "POST, /v1/connect, '{\"provider\":\"github\",\"scopes\":[]}', 400, no-client",
    "POST, /v1/connect, '{}', 400, bad-json",
    "POST, /v1/grants, '{\"workload\":\"w\",\"account\":\"x\",\"scopes\":[]}', 400, bad-account",
    "POST, /v1/grants, '{\"workload\":\"w\",\"account\":\"google/bea\",\"scopes\":[]}', 404, unknown-account",
    "POST, /v1/grants, '{\"workload\":\"run-1\",\"account\":\"google/ana\",\"scopes\":[]}', 400, bad-workload",
    "POST, /v1/grants, '{\"workload\":\"w\",\"account\":\"google/ana\",\"scopes\":[],\"mode\":\"x\"}', 400, unknown-mode",
    "DELETE, /v1/grants/w/google/ana, '', 404, unknown-grant",
  })
  void answersWithAProblem(String method, String path, String body, int status, String code) {
    assertProblem(client.ask(method, path, body), status, code);
  }

  @ParameterizedTest
  @CsvSource({
    "folder, bad-file",
    "own/file, bad-file",
    "written/file, bad-file",
    "own/missing/file, folder-missing",
    "into-own, bad-file",
    "to-be-own, bad-file",
    "missing/file, folder-missing",
    "~/file, folder-missing",
    "new.json, ''",
    "link-to-new, ''",
    "own/../new.json, ''",
  })
  void refusesToKeepAFileFreshWhereNoneMayBe(String path, String code) throws IOException {
    Files.createDirectory(temporary.resolve("folder"));
    Files.createFile(temporary.resolve("own/secret"));
    Files.createSymbolicLink(temporary.resolve("into-own"), Path.of("own/secret"));
    Files.createSymbolicLink(temporary.resolve("to-be-own"), Path.of("own/new"));
    Files.createSymbolicLink(temporary.resolve("link-to-new"), Path.of("folder/new"));

    var answer = standing("tool", temporary + "/" + path);

    if (code.isEmpty()) {
      assertThat(answer.as(GrantView.class).file()).startsWith(temporary.toString());
    } else {
      assertProblem(answer, 400, code);
      assertThat(rooms.grants.all()).isEmpty();
    }
  }

  @Test
  void refusesAStandingFileThatIsNoPath() {
    assertProblem(standing("tool", "relative/file"), 400, "folder-missing");
    assertProblem(standing("tool", "/tmp/\\u0000"), 400, "folder-missing");
    assertProblem(standing("tool", "/"), 400, "folder-missing");
  }

  @Test
  void keepsOneFileFreshForOneGrantOnly() {
    var file = temporary.resolve("file").toString();

    assertThat(standing("one", file).status()).isEqualTo(200);
    assertThat(standing("one", file).status()).isEqualTo(200);
    assertProblem(standing("two", file), 400, "bad-file");
  }

  private Answer standing(String name, String file) {
    return client.ask(
        "POST",
        "/v1/grants",
        "{\"workload\":\"host\",\"account\":\"google/ana\",\"name\":\"%s\",\"scopes\":[],\"file\":\"%s\"}"
            .formatted(name, file));
  }

  @Test
  void connectsByALinkAndTellsTheAnswer() throws InterruptedException {
    var body = "{\"provider\":\"google\",\"as\":\"bea\",\"scopes\":[\"calendar\"]}";
    var raised = client.ask("POST", "/v1/connect", body).as(ConsentView.class);
    assertThat(raised.link()).startsWith("http://127.0.0.1:7878/enter/");
    assertThat(raised.scope()).isEqualTo(CALENDAR);

    var path = "/v1/consents/" + raised.id();
    var waiting = CompletableFuture.supplyAsync(() -> client.get(path + "?wait=60"));
    rooms.consents.deny(raised.id());

    assertThat(waiting.join().as(ConsentView.class).state()).isEqualTo("denied");
    assertThat(client.get(path).as(ConsentView.class).link()).isNull();
  }

  @Test
  void listsOpenConsentsWithoutLinksThatLetAnybodyIn() {
    rooms.consents.connect("google", null, Scopes.NONE);
    var denied = rooms.consents.connect("google", "bea", Scopes.NONE);
    rooms.consents.deny(denied.id());

    var open = Wire.readList(ConsentView.class, client.get("/v1/consents").body());

    assertThat(open).singleElement().returns("open", ConsentView::state);
    assertThat(open.getFirst().link()).isNull();
  }

  @Test
  void grantsByShortNamesAndShowsWhatThatMeans() {
    var body = "{\"workload\":\"w\",\"account\":\"google/ana\",\"scopes\":[\"calendar\"]}";

    var granted = client.ask("POST", "/v1/grants", body).as(GrantView.class);

    assertThat(granted)
        .isEqualTo(
            new GrantView(
                "w", "google/ana", "google", List.of(CALENDAR), "access-file", "nanoclaw", null));
    assertThat(Wire.readList(GrantView.class, client.get("/v1/grants").body()))
        .containsExactly(granted);
  }

  @Test
  void endsAGrantAndTellsWhoDelivers() {
    grant();

    var answer = client.ask("DELETE", "/v1/grants/w/google/ana", "");

    assertThat(Wire.readList(GrantView.class, answer.body())).hasSize(1);
    assertThat(rooms.grants.all()).isEmpty();
    assertThat(events).contains(new Event.Ungranted("w", ANA));
  }

  @Test
  void disconnectsRevokesAndEndsGrants() {
    grant();

    var gone = client.ask("DELETE", "/v1/accounts/google/ana", "").as(DisconnectView.class);

    assertThat(gone).isEqualTo(new DisconnectView("google/ana", true, List.of("w google")));
    assertThat(rooms.endpoint.revoked()).containsExactly(Secret.of("r1"));
    assertThat(rooms.grants.all()).isEmpty();
    assertThat(events).contains(new Event.Disconnected(ANA));
    assertProblem(client.get(TOKEN), 404, "unknown-account");
  }

  @Test
  void letsABrowserIntoTheConsole() {
    var link = client.ask("POST", "/v1/console", "").as(LinkView.class).link();

    assertThat(link).matches("http://127\\.0\\.0\\.1:7878/enter/[A-Za-z0-9_-]{43}");
  }

  private void grant() {
    rooms.grants.grant(new Grant("w", ANA, "google", Scopes.NONE, Mode.ACCESS_FILE));
  }

  private String state() {
    return client.get("/v1/status").as(StatusView.class).accounts().getFirst().state();
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.status()).isEqualTo(status);
  }
}
