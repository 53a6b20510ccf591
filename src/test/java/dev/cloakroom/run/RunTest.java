package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.RealRooms;
import dev.cloakroom.SocketClient;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.workload.Grant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RunTest {
  private static final String TASKS = "https://www.googleapis.com/auth/tasks";

  /// Prints its token file; asks for the authorization when there is none, as NanoClaw's skills do.
  private static final Script SKILL =
      inside -> {
        var file = tokens(inside).resolve("google.json");
        var text = Files.exists(file) ? Files.readString(file) : "AUTH_REQUIRED:google:calendar\n";
        print(inside, text);
        return 0;
      };

  @TempDir Path temporary;
  private RealRooms rooms;
  private Path runFolders;

  @BeforeEach
  void open() throws IOException {
    rooms = new RealRooms(temporary);
    runFolders = Files.createDirectory(temporary.resolve("r"));
    Files.createDirectory(temporary.resolve("project"));
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void deliversAndRunsAndPassesTheExitCodeOn() throws InterruptedException {
    rooms.connect(ANA);
    Script script =
        inside -> {
          SKILL.run(inside);
          return 7;
        };

    var client = start(script, grants("google/ana"));

    assertThat(client.end()).returns(7, RunEvent::exit).returns(null, RunEvent::reason);
    assertThat(client.output()).contains("\"access_token\":\"a1\"");
    assertNothingIsLeft();
  }

  @Test
  void runsOnceMoreWhenTheConsentIsGiven() throws InterruptedException {
    rooms.connect(ANA);

    var client = start(SKILL, grants("google:calendar"));
    assertThat(client.next("consent").link()).startsWith("http://127.0.0.1:7878/enter/");
    rooms.consents.allow(onlyRequest(), ANA);

    assertThat(client.end()).returns(0, RunEvent::exit).returns(null, RunEvent::reason);
    assertThat(client.output()).contains("AUTH_REQUIRED", "\"access_token\":\"a1\"");
    assertThat(client.heard("rerun")).hasSize(1);
    assertThat(client.log())
        .contains("# confinement network open", "# mount ", "stdout AUTH_REQUIRED", "# ended ")
        .doesNotContain("a1\"");
    assertNothingIsLeft();
  }

  @Test
  void restsWhileAPersonIsAskedWhereThatIsWanted() throws InterruptedException {
    rooms.connect(ANA);
    var sandbox =
        new FakeSandbox(inside -> {
          print(inside, "AUTH_REQUIRED:google:calendar\n");
          inside.input().read();
          return 0;
        });

    var client = start(sandbox, resting("google:calendar"));
    client.next("consent");
    assertThat(sandbox.pauses().poll(10, TimeUnit.SECONDS)).isEqualTo("pause");
    rooms.consents.allow(onlyRequest(), ANA);

    assertThat(sandbox.pauses().poll(10, TimeUnit.SECONDS)).isEqualTo("resume");
    client.stopAll();
    assertNothingIsLeft();
  }

  @Test
  void endsWithTheReasonWhenTheConsentIsDenied() throws InterruptedException {
    var client = start(SKILL, grants("google:calendar"));
    client.next("consent");
    rooms.consents.deny(onlyRequest());

    assertFailed(client.end(), "consent-denied");
    assertNothingIsLeft();
  }

  @Test
  void endsWithTheReasonWhenTheWorkloadIsBlocked() throws InterruptedException {
    var client = start(SKILL, grants("google:calendar"));
    client.next("consent");
    rooms.consents.block(onlyRequest());

    assertFailed(client.end(), "consent-blocked");
  }

  @Test
  void endsWithTheReasonWhenTheConsentExpires() throws InterruptedException {
    var client = start(SKILL, grants("google:calendar"));
    client.next("consent");
    rooms.clock.advance(Duration.ofDays(2));

    assertFailed(client.end(), "consent-expired");
  }

  @Test
  void doesNotWaitWhereNoSecondTryIsWanted() throws InterruptedException {
    var client = start(SKILL, request("never", null, "google:calendar"));

    assertThat(client.end()).returns(0, RunEvent::exit).returns(null, RunEvent::reason);
    assertThat(client.heard("consent")).hasSize(1);
    assertThat(client.heard("rerun")).isEmpty();
  }

  @Test
  void doesNotRunAThirdTime() throws InterruptedException {
    rooms.connect(ANA);
    Script insatiable =
        inside -> {
          print(inside, "AUTH_REQUIRED:google\n");
          return 0;
        };

    var client = start(insatiable, grants("google:calendar"));
    client.next("consent");
    rooms.consents.allow(onlyRequest(), ANA);

    assertFailed(client.end(), "asked-again");
    assertThat(rooms.consents.open()).isEmpty();
    assertThat(client.heard("consent")).hasSize(1);
  }

  @Test
  void endsWithTheReasonWhenItMayNotAskForThat() throws InterruptedException {
    var client = start(SKILL, grants("github"));

    assertFailed(client.end(), "ask-not-allowed");
    assertThat(rooms.consents.open()).isEmpty();
  }

  @Test
  void endsWithTheReasonWhenItAsksForMoreThanItMay() throws InterruptedException {
    var client = start(SKILL, grants("google:email"));

    assertFailed(client.end(), "scopes-above-ceiling");
  }

  @Test
  void saysOnceHowToAskAndRunsOn() throws InterruptedException {
    Script chatty =
        inside -> {
          var line = "please AUTH_REQUIRED:google\n".repeat(1000);
          print(inside, line);
          return 0;
        };

    var client = start(chatty, grants("google"));

    assertThat(client.end().exit()).isZero();
    assertThat(client.heard("notice")).hasSize(1);
  }

  @Test
  void stopsWhileItWaitsForConsent() throws InterruptedException {
    var client = start(SKILL, grants("google:calendar"));
    var consent = client.next("consent");

    client.stop(consent.run());

    assertThat(client.end().exit()).isNotIn(0, null);
    assertNothingIsLeft();
  }

  @Test
  void isClosedBeforeTheHostGoesOnStopping() throws InterruptedException {
    var client = start(RunTest::sleep, grants());
    client.next("started");

    client.stopAll();

    assertNothingIsLeft();
    assertThat(client.end().exit()).isNotZero();
  }

  @Test
  void stopsTheCommand() throws InterruptedException {
    var client = start(RunTest::sleep, grants());
    var started = client.next("started");

    client.stop(started.run());

    assertThat(client.end().exit()).isNotZero();
    assertNothingIsLeft();
    assertThatThrownBy(() -> client.stop(started.run()))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("unknown-run"));
  }

  @Test
  void closesEverythingWhenItsWatcherGoes() throws InterruptedException {
    rooms.connect(ANA);
    var running = new CountDownLatch(1);
    var client =
        start(
            inside -> {
              running.countDown();
              return sleep(inside);
            },
            grants("google/ana"));
    running.await();

    client.goAway();

    assertNothingIsLeft();
  }

  @Test
  void closesEverythingWhenItsWatcherGoesDuringTheWait() throws InterruptedException {
    var client = start(SKILL, grants("google:calendar"));
    client.next("consent");

    client.goAway();

    assertNothingIsLeft();
  }

  @Test
  void wantsNamesForTwoAccountsOfOneProvider() throws InterruptedException {
    rooms.connect(ANA);
    rooms.connect(BEA);

    assertFailed(start(SKILL, grants("google/ana", "google/bea")).end(), "name-taken");
    assertNothingIsLeft();

    var named = start(SKILL, grants("google/ana", "google/bea@other"));
    assertThat(named.end().exit()).isZero();
  }

  @Test
  void asksAgainForAnAccountThatHasDied() throws InterruptedException {
    rooms.connect(ANA);
    rooms.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));
    rooms.letTokensExpire();

    var client = start(SKILL, grants("google/ana:calendar"));
    client.next("consent");
    rooms.connect(ANA, "a2", Scopes.of(CALENDAR));
    rooms.consents.allow(onlyRequest(), ANA);

    assertThat(client.end().exit()).isZero();
    assertThat(client.output()).contains("\"access_token\":\"a2\"");
    assertNothingIsLeft();
  }

  @Test
  void readsCeilingsByTheirShortNames() throws InterruptedException {
    rooms.connect(ANA);

    var client = start(SKILL, grants("google/ana:calendar"));

    assertThat(client.end().exit()).isZero();
    assertThat(client.output()).contains("\"access_token\":\"a1\"");
  }

  @Test
  void refusesATokenAboveTheCeiling() throws InterruptedException {
    rooms.connect(ANA, "a1", Scopes.of(CALENDAR, TASKS));

    assertFailed(start(SKILL, grants("google/ana:calendar")).end(), "token-above-ceiling");
    assertNothingIsLeft();
  }

  @Test
  void refusesAnAccountThatDoesNotExist() throws InterruptedException {
    assertFailed(start(SKILL, grants("google/ana")).end(), "unknown-account");
    assertNothingIsLeft();
  }

  @Test
  void wantsTokensThatLiveAsLongAsSaid() throws InterruptedException {
    rooms.connect(ANA);
    rooms.clock.advance(Duration.ofMinutes(30));
    rooms.nextRefreshBrings("a2");

    var client = start(SKILL, request(null, 45L * 60, "google/ana"));

    assertThat(client.end().exit()).isZero();
    assertThat(client.output()).contains("\"access_token\":\"a2\"");
  }

  @Test
  void refusesToStartWithTokensThatNeverLiveThatLong() throws InterruptedException {
    rooms.connect(ANA);
    rooms.clock.advance(Duration.ofMinutes(30));
    rooms.nextRefreshBrings("a2");

    assertFailed(start(SKILL, request(null, 7200L, "google/ana")).end(), "token-too-short");
    assertNothingIsLeft();
  }

  @Test
  void leavesNothingWhenTheSandboxFails() throws InterruptedException {
    rooms.connect(ANA);
    var sandbox =
        new FakeSandbox(SKILL).failNext(new Problem(Kind.FAILED, "sandbox-failed", "It failed."));

    assertFailed(start(sandbox, grants("google/ana")).end(), "sandbox-failed");
    assertNothingIsLeft();
  }

  @Test
  void leavesNothingWhenTheSocketCannotBeMade() throws IOException, InterruptedException {
    rooms.connect(ANA);
    runFolders = Files.createDirectories(temporary.resolve("x".repeat(100)));

    assertFailed(start(SKILL, grants("google/ana")).end(), "socket-path-too-long");
    assertNothingIsLeft();
  }

  @Test
  void endsWithAReasonWhenTheHostItselfFails() throws InterruptedException {
    var sandbox = new FakeSandbox(SKILL);
    var client = start(sandbox, request(null, null, "google:calendar"));
    client.next("consent");
    rooms.store.close();

    assertThat(client.end().exit()).isEqualTo(125);
  }

  @Test
  void endsTheGrantsOfARunOfItsOwnOnly() throws InterruptedException {
    rooms.connect(ANA);
    var lasting = new Grant("lasting", ANA, "google", Scopes.NONE, Mode.ACCESS_FILE);
    rooms.grants.grant(lasting);

    var client = start(SKILL, grants("google:calendar"));
    client.next("consent");
    rooms.consents.allow(onlyRequest(), ANA);
    client.end();

    assertThat(rooms.grants.all()).containsExactly(lasting);
  }

  @Test
  void givesTheSecondTryTheSameInput() throws InterruptedException {
    rooms.connect(ANA);
    Script echo =
        inside -> {
          inside.output().write(inside.input().readAllBytes());
          return SKILL.run(inside);
        };

    var client = start(echo, grants("google:calendar"));
    var run = client.next("started").run();
    client.send(run, "one\n");
    client.endInput(run);
    client.next("consent");
    rooms.consents.allow(onlyRequest(), ANA);

    assertThat(client.end().exit()).isZero();
    assertThat(client.output()).startsWith("one\nAUTH_REQUIRED").contains("one\n{\"access_token\"");
  }

  @Test
  void answersOnItsSocketButForOthersRequests() throws InterruptedException {
    rooms.connect(ANA);
    var others = rooms.consents.connect("google", null, Scopes.NONE).id();
    Script curl =
        inside -> {
          var socket = socket(inside);
          print(inside, socket.get("/v1/run").body() + "\n");
          print(inside, socket.get("/v1/consents/" + others + "?wait=60").body() + "\n");
          return 0;
        };

    var client = start(curl, grants("google/ana"));
    client.end();

    assertThat(client.output()).contains("\"tokens\":[\"google\"]", "\"unknown-consent\"");
  }

  private RunClient start(Script script, RunRequest request) {
    return start(new FakeSandbox(script), request);
  }

  private RunClient start(FakeSandbox sandbox, RunRequest request) {
    var house = RunHouse.over(rooms, Map.of("fake", sandbox), runFolders, List.of());
    return new RunClient(new Runs(house), request);
  }

  private RunRequest grants(String... grants) {
    return request(null, null, grants);
  }

  private RunRequest request(@Nullable String rerun, @Nullable Long minTtl, String... grants) {
    return requestThatRests(rerun, minTtl, null, grants);
  }

  private RunRequest resting(String... grants) {
    return requestThatRests(null, null, "pause", grants);
  }

  private RunRequest requestThatRests(
      @Nullable String rerun,
      @Nullable Long minTtl,
      @Nullable String whileWaiting,
      String... grants) {
    return new RunRequest(
        null,
        List.of("skill"),
        temporary.resolve("project").toString(),
        List.of(grants),
        List.of(),
        Map.of(),
        "fake",
        null,
        minTtl,
        null,
        null,
        rerun,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        whileWaiting);
  }

  private static int sleep(Script.Inside inside) throws InterruptedException {
    new CountDownLatch(inside.plan().command().size()).await();
    return 0;
  }

  private static Path tokens(Script.Inside inside) {
    return mounted(inside, Deliveries.TOKENS);
  }

  private static SocketClient socket(Script.Inside inside) throws IOException {
    var folder = mounted(inside, Planner.SOCKET);
    var credential = Files.readString(folder.resolve("credential"));
    return new SocketClient(folder.resolve("socket"), "Authorization: Bearer " + credential);
  }

  private static void print(Script.Inside inside, String text) throws IOException {
    inside.output().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Path mounted(Script.Inside inside, Path where) {
    return inside.plan().mounts().stream()
        .filter(mount -> mount.container().equals(where))
        .map(Mount::host)
        .findFirst()
        .orElseThrow();
  }

  private String onlyRequest() {
    assertThat(rooms.consents.open()).hasSize(1);
    return rooms.consents.open().getFirst().id();
  }

  private void assertNothingIsLeft() {
    assertThat(runFolders).isEmptyDirectory();
    assertThat(rooms.grants.all()).noneMatch(grant -> grant.workload().startsWith("run-"));
  }

  private static void assertFailed(RunEvent end, String reason) {
    assertThat(end).returns(125, RunEvent::exit).returns(reason, RunEvent::reason);
    assertThat(end.text()).isNotBlank();
  }
}
