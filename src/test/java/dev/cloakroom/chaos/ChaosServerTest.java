package dev.cloakroom.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.problem.Problem;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChaosServerTest {
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ChaosServer server = ChaosServer.start(0, clock);
  private final ChaosClient client = new ChaosClient(server.uri());

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void refusesOrdersThatMeanNothing() {
    for (var order : List.of("x", "[]", "{\"case\":\"nope\"}", "{\"lifetime\":-1}")) {
      assertThat(client.form("/chaos/families", order).statusCode()).as(order).isEqualTo(400);
    }
    assertThat(client.form("/chaos/families", "").statusCode()).isEqualTo(201);
  }

  @Test
  void strictRotationRevokesTheFamilyWhenASpentTokenComesBack() {
    var family = client.family("{}");
    var next = refreshed(family, family.text("refresh_token"));

    var reuse = client.refresh(family, family.text("refresh_token"));

    assertThat(reuse.statusCode()).isEqualTo(400);
    assertThat(reuse.body()).contains("invalid_grant");
    assertThat(client.state(next)).isEqualTo("revoked");
    assertThat(client.view(family).text("ended")).isEqualTo("reuse");
  }

  @Test
  void singleUseRefusesASpentTokenAndKeepsTheFamily() {
    var family = client.family("{\"rotation\":\"single\"}");
    var next = refreshed(family, family.text("refresh_token"));

    var reuse = client.refresh(family, family.text("refresh_token"));

    assertThat(reuse.statusCode()).isEqualTo(400);
    assertThat(client.state(next)).isEqualTo("live");
  }

  @Test
  void leewayTakesASpentTokenUntilItEnds() {
    var family = client.family("{\"rotation\":\"leeway\",\"leeway\":30}");
    var first = family.text("refresh_token");
    refreshed(family, first);

    clock.advance(Duration.ofSeconds(29));
    var last = refreshed(family, first);
    assertThat(client.state(last)).isEqualTo("live");

    clock.advance(Duration.ofSeconds(1));
    assertThat(client.refresh(family, first).statusCode()).isEqualTo(400);
    assertThat(client.state(last)).isEqualTo("revoked");
  }

  @Test
  void withoutRotationTheRefreshTokenStays() {
    var family = client.family("{\"rotation\":\"none\"}");

    var next = refreshed(family, refreshed(family, family.text("refresh_token")));

    assertThat(next).isEqualTo(family.text("refresh_token"));
    assertThat(client.state(next)).isEqualTo("live");
  }

  @Test
  void checkingATokenChangesNothing() {
    var family = client.family("{\"lifetime\":60}");
    var spent = family.text("refresh_token");
    var live = refreshed(family, spent);

    assertThat(client.state(spent)).isEqualTo("spent");
    assertThat(client.state(live)).isEqualTo("live");
    assertThat(client.state("whatever")).isEqualTo("unknown");
    assertThat(client.view(family).members())
        .containsEntry("reuses", 0L)
        .containsEntry("state", "live");
  }

  @Test
  void accessTokensOpenUserinfoUntilTheyEnd() {
    var family = client.family("{\"lifetime\":60}");

    assertThat(userinfo(family.text("access_token"))).isEqualTo(200);
    clock.advance(Duration.ofSeconds(60));

    assertThat(userinfo(family.text("access_token"))).isEqualTo(401);
    assertThat(userinfo(family.text("refresh_token"))).isEqualTo(401);
  }

  @Test
  void aFamilyCanBeginWithAnExpiredAccessToken() {
    var family = client.family("{\"expired\":true}");

    assertThat(userinfo(family.text("access_token"))).isEqualTo(401);
    assertThat(client.state(family.text("refresh_token"))).isEqualTo("live");
  }

  @Test
  void revocationAndIntrospectionKnowItsTokens() {
    var family = client.family("{}");
    var access = "token=" + family.text("access_token");
    assertThat(client.form("/introspect", access).body()).contains("\"active\":true");

    client.form("/revoke", access);
    assertThat(client.form("/introspect", access).body()).contains("\"active\":false");
    assertThat(client.state(family.text("refresh_token"))).isEqualTo("live");

    client.form("/revoke", "token=" + family.text("refresh_token"));
    assertThat(client.state(family.text("refresh_token"))).isEqualTo("revoked");
  }

  @Test
  void aPlanIsPlayedOnceInItsOrder() {
    var family = client.family("{}");
    client.order("/chaos/families/" + family.text("id") + "/plan", "[\"500\",\"ok\",\"html-200\"]");
    var first = family.text("refresh_token");

    assertThat(client.refresh(family, first).statusCode()).isEqualTo(500);
    var second = refreshed(family, first);
    assertThat(client.refresh(family, second).body()).contains("<html>");
    assertThat(client.state(refreshed(family, second))).isEqualTo("live");
  }

  @Test
  void thePlanForAllIsSharedByAllFamilies() {
    var one = client.family("{}");
    var other = client.family("{}");
    client.order("/chaos/plan", "[\"503-once\",\"empty-400\"]");

    assertThat(client.refresh(one, one.text("refresh_token")).statusCode()).isEqualTo(503);
    assertThat(client.refresh(other, other.text("refresh_token")).statusCode()).isEqualTo(400);
    assertThat(client.refresh(one, one.text("refresh_token")).statusCode()).isEqualTo(200);
  }

  @Test
  void aFamilyCanBeMovedToFairWeather() {
    var family = client.family("{\"case\":\"invalid-client\"}");
    assertThat(client.refresh(family, family.text("refresh_token")).statusCode()).isEqualTo(401);

    client.order("/chaos/families/" + family.text("id") + "/case", "{\"case\":\"ok\"}");

    assertThat(client.refresh(family, family.text("refresh_token")).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsDoneIsCounted() {
    var family = client.family("{}");
    refreshed(family, family.text("refresh_token"));
    client.refresh(family, family.text("refresh_token"));
    client.refresh(family, "nonsense");

    assertThat(client.get("/chaos/counts").members())
        .containsEntry("families", 1L)
        .containsEntry("revoked", 1L)
        .containsEntry("requests", 2L)
        .containsEntry("granted", 1L)
        .containsEntry("reuses", 1L)
        .containsEntry("unknown", 1L);
  }

  @Test
  void requestsBeforeTheTimeThatWasAskedForAreCounted() {
    var family = client.family("{\"case\":\"429-seconds\"}");
    client.refresh(family, family.text("refresh_token"));
    clock.advance(Duration.ofSeconds(9));
    client.refresh(family, family.text("refresh_token"));
    clock.advance(Duration.ofSeconds(10));

    client.refresh(family, family.text("refresh_token"));

    assertThat(client.view(family).members()).containsEntry("early", 1L);
  }

  @Test
  void manyFamiliesComeWithOneOrder() {
    var families =
        ChaosClient.objects(
            client.form("/chaos/families", "{\"count\":1000,\"case\":\"leeway\"}").body());

    assertThat(families).hasSize(1000);
    assertThat(families.stream().map(one -> one.text("id")).distinct()).hasSize(1000);
  }

  @Test
  void aLoginIsAllowedAtOnceAndCheckedByPkce() {
    var code = code("ok", "&code_challenge_method=S256&code_challenge=" + CHALLENGE);

    var reply = redeem("ok", code, VERIFIER);

    assertThat(client.state(reply.text("refresh_token"))).isEqualTo("live");
    assertThat(redeem("ok", code, VERIFIER).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aWrongVerifierGetsNothing() {
    var code = code("ok", "&code_challenge=" + CHALLENGE);

    assertThat(redeem("ok", code, "another").text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void theClientNameIsTheCaseOfItsFamilies() {
    var tokens = redeem("no-refresh-token", code("no-refresh-token", ""), "");
    var family = new Told(Map.of("client_id", "no-refresh-token"));

    var reply = client.refresh(family, tokens.text("refresh_token"));

    assertThat(ChaosClient.members(reply.body()).members()).doesNotContainKey("refresh_token");
  }

  @Test
  void onlyItsOwnClientMaySpendARefreshToken() {
    var family = client.family("{}");

    var reply =
        client.refresh(new Told(Map.of("client_id", "leeway")), family.text("refresh_token"));

    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(client.state(family.text("refresh_token"))).isEqualTo("live");
  }

  @Test
  void aDeviceLoginIsToldToSlowDown() {
    var begun =
        ChaosClient.members(
            client.form("/device_authorization", "client_id=device-slow-down").body());
    var poll =
        "client_id=device-slow-down&grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code="
            + begun.text("device_code");

    assertThat(client.form("/token", poll).body()).contains("slow_down");
    assertThat(client.form("/token", poll).body()).contains("slow_down");
    assertThat(client.form("/token", poll).body()).contains("refresh_token");
  }

  @Test
  void ordersThatMeanNothingAreRefusedWithASentence() {
    assertThat(client.family("{\"case\":\"no-such\"}").text("error_description"))
        .isEqualTo("there is no case no-such");
    assertThat(client.family("{\"rotation\":\"often\"}").text("error_description"))
        .isEqualTo("rotation is strict, single, leeway or none");
    assertThat(client.order("/chaos/plan", "[\"iss-other\"]").text("error_description"))
        .isEqualTo("only cases of the token endpoint can be planned");
    assertThat(client.order("/chaos/settings", "{\"latencyMillis\":-1}").text("error_description"))
        .isEqualTo("latencyMillis is a whole number, not below zero");
  }

  @Test
  void aTakenPortIsAProblem() {
    assertThatThrownBy(() -> ChaosServer.start(server.uri().getPort(), clock))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("can't be had");
  }

  @Test
  void aClosedServerAnswersNobody() {
    server.close();

    assertThatThrownBy(() -> client.get("/chaos/counts")).isInstanceOf(UncheckedIOException.class);
  }

  private String refreshed(Told family, String token) {
    var reply = client.refresh(family, token);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return ChaosClient.members(reply.body()).text("refresh_token");
  }

  private int userinfo(String token) {
    return client
        .send(
            HttpRequest.newBuilder(server.uri().resolve("/userinfo"))
                .header("Authorization", "Bearer " + token))
        .statusCode();
  }

  private String code(String name, String more) {
    var address =
        "/authorize?response_type=code&state=s&redirect_uri=http://127.0.0.1:1/cb&client_id="
            + name
            + more;
    var reply = client.send(HttpRequest.newBuilder(server.uri().resolve(address)));
    var back = URI.create(reply.headers().firstValue("location").orElseThrow());
    return Call.fields(back.getRawQuery()).getOrDefault("code", "");
  }

  private Told redeem(String name, String code, String verifier) {
    return ChaosClient.members(
        client
            .form(
                "/token",
                "grant_type=authorization_code&redirect_uri=http://127.0.0.1:1/cb&client_id=%s&code=%s&code_verifier=%s"
                    .formatted(name, code, verifier))
            .body());
  }
}
