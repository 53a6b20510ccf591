package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.SocketClient;
import dev.cloakroom.SocketClient.Answer;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.json.JsonText;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.workload.Form;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tools that insist on logging in, in runs whose person is asked first.
@Timeout(20)
class RunDeviceLoginTest {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  @TempDir Path folder;
  private final List<Answer> heard = new CopyOnWriteArrayList<>();
  private RunHouse house;

  @BeforeEach
  void open() {
    house = new RunHouse(folder, this::logIn);
    house.rooms.connect(ANA, "a1", Scopes.of(CALENDAR));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aToolThatLogsInGetsItsTokensOnceItsPersonHasConsented() throws Exception {
    var run = house.start("skill", "google:calendar=token-endpoint");

    var id = run.next("output").run();
    house.rooms.consents.allow(request().id(), ANA);
    run.endInput(id);

    assertThat(run.end().exit()).isZero();
    assertThat(text(1, "error")).isEqualTo("authorization_pending");
    assertThat(text(2, "access_token")).isEqualTo("a1");
    assertThat(text(2, "refresh_token")).startsWith("cloakroom_");
    assertThat(text(3, "access_token")).isEqualTo("a1");
    assertThat(text(3, "refresh_token")).isEqualTo(text(2, "refresh_token"));
  }

  @Test
  void aLoginBesideAnotherGrantIsGrantedForTheEndpointToo() throws Exception {
    house.rooms.connect(BEA);
    var run = house.start("skill", "google/bea=token-endpoint@other", "google:calendar");

    var id = run.next("output").run();
    house.rooms.consents.allow(request().id(), ANA);
    run.endInput(id);

    assertThat(run.end().exit()).isZero();
    assertThat(heard.get(2).status()).as(heard.toString()).isEqualTo(200);
    assertThat(house.rooms.grants.find("skill", "google").orElseThrow().form())
        .isEqualTo(Form.of(Mode.TOKEN_ENDPOINT));
  }

  @Test
  void aLoginThatIsDeniedStaysDenied() throws Exception {
    var run = house.start("skill", "google:calendar=token-endpoint");

    var id = run.next("output").run();
    house.rooms.consents.deny(request().id());
    run.endInput(id);
    run.end();

    assertThat(text(2, "error")).isEqualTo("access_denied");
    assertThat(text(4, "error")).as("the same ask again").isEqualTo("access_denied");
    assertThat(house.rooms.consents.open()).isEmpty();
    assertThat(house.rooms.grants.of("skill")).isEmpty();
  }

  @Test
  void nobodyIsAskedForWhatIsOutsideTheCeiling() throws Exception {
    var run = house.start("skill", "google/ana=token-endpoint@other", "google:openid");

    run.endInput(run.next("output").run());
    run.end();

    assertThat(heard.get(5).body()).contains("access_denied").doesNotContain("device_code");
    assertThat(heard.get(6).body()).contains("access_denied").doesNotContain("device_code");
    assertThat(house.rooms.consents.open())
        .extracting(ConsentRequest::askedAs)
        .containsOnly("google");
    assertThat(house.rooms.consents.open())
        .extracting(r -> r.scopes().toString())
        .containsOnly("openid");
  }

  @Test
  void aRunThatMayAskForTheEndpointHasItFromTheStart() {
    var plan = house.plan(house.request(null, List.of("google=token-endpoint"), List.of()));
    var usual = house.plan(house.request(null, List.of("google"), List.of()));

    assertThat(plan.ports()).hasSize(1);
    assertThat(usual.ports()).isEmpty();
  }

  /// Begins a login, asks before and after the person has answered, refreshes with what it got, and
  /// begins others: the same, one at another provider, and one for more.
  private int logIn(Script.Inside inside) throws Exception {
    var endpoint = new SocketClient(inside.plan().ports().getFirst().socket(), "X-Tool: any");
    heard.add(endpoint.ask("POST", "/google/device_authorization", json("client_id", "any")));
    var login = json("grant_type", GRANT, "device_code", text(0, "device_code"));
    heard.add(endpoint.ask("POST", "/google/token", login));
    inside.output().write('\n');
    inside.input().readAllBytes();
    heard.add(endpoint.ask("POST", "/google/token", login));
    var phantom = text(2, "refresh_token");
    heard.add(
        endpoint.ask(
            "POST",
            "/google/token",
            json("grant_type", "refresh_token", "refresh_token", phantom)));
    heard.add(endpoint.ask("POST", "/google/device_authorization", json("client_id", "any")));
    heard.add(endpoint.ask("POST", "/github/device_authorization", json("client_id", "any")));
    var more = json("client_id", "any", "scope", CALENDAR);
    heard.add(endpoint.ask("POST", "/google/device_authorization", more));
    return 0;
  }

  private static String json(String... members) {
    var json = new StringBuilder("{");
    for (int i = 0; i < members.length; i += 2) {
      json.append(i == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(members[i], members[i + 1]));
    }
    return json.append('}').toString();
  }

  private ConsentRequest request() {
    return house.rooms.consents.open().getFirst();
  }

  private String text(int answer, String name) {
    var members = (Map<?, ?>) Objects.requireNonNull(JsonText.read(heard.get(answer).body()));
    return String.valueOf(members.get(name));
  }
}
