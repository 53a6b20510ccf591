package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static dev.cloakroom.delivery.EndpointStage.grant;
import static dev.cloakroom.delivery.EndpointStage.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What tools get that use a run's endpoint as their token endpoint.
@Timeout(20)
class RunEndpointTest {
  @TempDir Path temporary;
  private EndpointStage stage;
  private EndpointClient client;

  @BeforeEach
  void open() {
    stage = new EndpointStage(temporary);
    client = stage.client;
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void givesTheAccessTokenForThePhantom() {
    var phantoms = stage.granted("google", "plain");

    var reply = stage.refresh("google", phantoms.refreshToken());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(reply.number("expires_in")).isEqualTo(3600);
    assertThat(reply.text("scope")).isEqualTo(CALENDAR);
    assertThat(reply.text("refresh_token")).isEqualTo(shown(phantoms.refreshToken()));
    assertThat(stage.run.received).containsExactly(Secret.of("a1"));
  }

  @Test
  void repliesAreJsonThatNobodyKeeps() {
    var phantoms = stage.granted("google", "plain");

    var headers = stage.refresh("google", phantoms.refreshToken()).headers();

    assertThat(headers)
        .containsEntry("cache-control", "no-store")
        .containsEntry("pragma", "no-cache")
        .containsEntry("content-type", "application/json");
  }

  @Test
  void knowsItsClientByBasicAndByTheBody() {
    var phantoms = stage.granted("google", "plain");
    var secret = phantoms.clientSecret();
    var id = phantoms.clientId();
    var phantom = shown(phantoms.refreshToken());

    var basic =
        client.postAs(
            id, secret, "/google/token", "grant_type", "refresh_token", "refresh_token", phantom);
    var body =
        client.post(
            "/google/token",
            "grant_type",
            "client_credentials",
            "client_id",
            id,
            "client_secret",
            shown(secret));

    assertThat(basic.text("access_token")).isEqualTo("a1");
    assertThat(body.text("access_token")).isEqualTo("a1");
    assertThat(body.members()).doesNotContainKey("refresh_token");
  }

  @Test
  void takesTheFormsOfTools() {
    var codex = shown(stage.granted("codex", "codex").refreshToken());
    var onemount = shown(stage.granted("onemount", "onemount").refreshToken());
    var kimi = shown(stage.granted("kimi", "kimi").refreshToken());
    var form = "application/x-www-form-urlencoded";

    var replies =
        List.of(
            client.postRaw(
                "/codex/token",
                "application/json",
                "{\"client_id\":\"app_1\",\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}"
                    .formatted(codex)),
            client.postRaw(
                "/onemount/token",
                form,
                "client_id=3470&redirect_uri=https://login.live.com/oauth20_desktop.srf&refresh_token=%s&grant_type=refresh_token"
                    .formatted(onemount)),
            client.postRaw(
                "/kimi/api/oauth/token",
                form,
                "client_id=17e5&grant_type=refresh_token&refresh_token=" + kimi));

    assertThat(replies).allMatch(reply -> reply.text("access_token").equals("a1"));
    assertThat(replies.get(1).members())
        .containsOnlyKeys("access_token", "refresh_token", "expires_in");
  }

  @Test
  void phantomsHaveTheShapeOfTheTool() {
    var opaque = shown(stage.granted("google", "plain").refreshToken());
    var jwt = shown(stage.granted("codex", "codex").refreshToken());

    assertThat(opaque).matches("cloakroom_[A-Za-z0-9_-]{43}[0-9a-f]{10}");
    assertThat(jwt).matches("eyJ[A-Za-z0-9_-]+\\.eyJ[A-Za-z0-9_-]+\\.cloakroom_[0-9a-f]{10}");
    assertThat(List.of(Secret.of(opaque), Secret.of(jwt))).allMatch(PhantomMint::isPhantom);
    assertThat(PhantomMint.isPhantom(Secret.of(opaque.replace("cloakroom_", "cloakroom_A"))))
        .isFalse();
  }

  @Test
  void theSameGrantHasTheSamePhantoms() {
    var first = stage.granted("google", "plain");
    var raised =
        new Grant(
            "w", ANA, "google", Scopes.of(CALENDAR), new Form(Mode.TOKEN_ENDPOINT, "plain", null));

    assertThat(stage.endpoint.open(raised)).isEqualTo(first);
    assertThat(stage.endpoint.open(grant("other", Mode.TOKEN_ENDPOINT, "plain")))
        .isNotEqualTo(first);
  }

  @Test
  void repeatsItsReplyUntilTheTokenIsAnother() {
    var phantom = stage.granted("kimi", "kimi").refreshToken();

    var first = stage.refresh("kimi", phantom);
    var second = stage.refresh("kimi", phantom);
    stage.rooms.nextRefreshBrings("a2");
    stage.rooms.letTokensExpire();
    var third = stage.refresh("kimi", phantom);

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(third.text("access_token")).isEqualTo("a2");
  }

  @Test
  void aToolThatRefreshesEarlyGetsATokenThatLastsAWhile() {
    var phantom = stage.granted("kimi", "kimi").refreshToken();
    stage.rooms.clock.advance(Duration.ofMinutes(31));
    stage.rooms.nextRefreshBrings("a2");

    var reply = stage.refresh("kimi", phantom);

    assertThat(reply.text("access_token")).isEqualTo("a2");
    assertThat(reply.number("expires_in")).isEqualTo(3600);
  }

  @Test
  void theLiveTokenIsServedWhileTheProviderIsDown() {
    var phantom = stage.granted("kimi", "kimi").refreshToken();
    stage.rooms.clock.advance(Duration.ofMinutes(31));
    stage.rooms.endpoint.always(new TokenOutcome.Unavailable("http-503", false, null));

    var reply = stage.refresh("kimi", phantom);

    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(reply.number("expires_in")).isEqualTo(29 * 60);
  }

  @Test
  void withoutALiveTokenItTellsWhenToComeAgain() {
    var phantom = stage.granted("google", "plain").refreshToken();
    stage.rooms.letTokensExpire();
    stage.rooms.endpoint.always(
        new TokenOutcome.Unavailable("http-503", false, Duration.ofSeconds(40)));

    var reply = stage.refresh("google", phantom);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("retry-after", "40");
    assertThat(reply.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(stage.run.received).isEmpty();
  }

  @Test
  void keepsTheToolsLoginWhileAPersonIsNeeded() {
    var phantom = stage.granted("google", "plain").refreshToken();
    stage.rooms.letTokensExpire();
    stage.rooms.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

    var reply = stage.refresh("google", phantom);
    stage.rooms.connect(ANA, "a9", Scopes.of(CALENDAR));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsKey("retry-after");
    assertThat(stage.refresh("google", phantom).text("access_token")).isEqualTo("a9");
  }

  @Test
  void hangsUpOnAToolThatWouldEndItsLogin() {
    var phantom = stage.granted("onemount", "onemount").refreshToken();
    stage.rooms.letTokensExpire();
    stage.rooms.endpoint.always(new TokenOutcome.Unavailable("http-503", false, null));

    var reply = stage.refresh("onemount", phantom);

    assertThat(reply.status()).isZero();
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void aToolThatComesBackEarlyWasRefused() {
    var phantom = stage.granted("codex", "codex").refreshToken();
    stage.refresh("codex", phantom);
    stage.rooms.clock.advance(Duration.ofMinutes(10));
    stage.rooms.nextRefreshBrings("a2");

    var reply = stage.refresh("codex", phantom);

    assertThat(reply.text("access_token")).isEqualTo("a2");
  }

  @Test
  void severalOfAToolThatAskAtOnceWereNotRefused() {
    var phantom = stage.granted("codex", "codex").refreshToken();

    for (int i = 0; i < 5; i++) {
      assertThat(stage.refresh("codex", phantom).text("access_token")).isEqualTo("a1");
      stage.rooms.clock.advance(Duration.ofSeconds(10));
    }

    assertThat(stage.rooms.endpoint.sent()).isEmpty();
  }

  @Test
  void oneThatForgetsMayComeBackAsOftenAsItLikes() {
    var phantom = stage.granted("google", "plain").refreshToken();

    for (int i = 0; i < 5; i++) {
      assertThat(stage.refresh("google", phantom).text("access_token")).isEqualTo("a1");
      stage.rooms.clock.advance(Duration.ofMinutes(2));
    }

    assertThat(stage.rooms.endpoint.sent()).isEmpty();
  }

  @Test
  void revocationEndsThePhantomAndNothingElse() {
    var phantoms = stage.granted("google", "plain");
    var phantom = phantoms.refreshToken();

    var revoked = client.post("/google/revoke", "token", shown(phantom));
    var again = client.post("/google/revoke", "token", "whatever");

    assertThat(List.of(revoked.status(), again.status())).containsOnly(200);
    assertThat(stage.refresh("google", phantom).text("error")).isEqualTo("invalid_grant");
    assertThat(stage.rooms.endpoint.revoked()).isEmpty();
    assertThat(stage.rooms.broker.peek(ANA).access()).isEqualTo(Secret.of("a1"));
  }

  @Test
  void introspectionKnowsWhatTheRunHolds() {
    var phantoms = stage.granted("google", "plain");
    stage.refresh("google", phantoms.refreshToken());

    var access = introspect(phantoms, "a1");

    assertThat(access.members())
        .containsEntry("active", true)
        .containsEntry("scope", CALENDAR)
        .containsKeys("exp", "iat", "client_id");
    assertThat(introspect(phantoms, shown(phantoms.refreshToken())).member("active"))
        .isEqualTo(true);
    assertThat(introspect(phantoms, "r1").body()).isEqualTo("{\"active\":false}");
    stage.rooms.letTokensExpire();
    assertThat(introspect(phantoms, "a1").body()).isEqualTo("{\"active\":false}");
  }

  private EndpointClient.Reply introspect(Phantoms phantoms, String token) {
    return client.postAs(
        phantoms.clientId(), phantoms.clientSecret(), "/google/introspect", "token", token);
  }

  @Test
  void tellsWhereItsEndpointsAre() {
    stage.granted("google", "plain");

    var inside = client.get("/google/.well-known/oauth-authorization-server");
    var before = client.get("/.well-known/oauth-authorization-server/google");

    assertThat(inside.text("issuer")).isEqualTo("http://127.0.0.1:8181/google");
    assertThat(inside.text("token_endpoint")).isEqualTo("http://127.0.0.1:8181/google/token");
    assertThat(inside.members())
        .containsKeys("revocation_endpoint", "introspection_endpoint", "response_types_supported");
    assertThat(before.body()).isEqualTo(inside.body());
  }

  @Test
  void servesTheToolsThatCloakroomKnows() {
    var dialects = Dialects.builtIn();
    var tools = List.of("kimi-cli", "kimi-code", "codex", "onemount", "rclone", "google-external");
    var rooms = stage.rooms;
    var socket = temporary.resolve("known");
    try (var endpoint =
        new RunEndpoint(socket, stage.run, rooms.broker, dialects, rooms.random, rooms.clock)) {
      for (var tool : tools) {
        var grant = grant(tool, Mode.TOKEN_ENDPOINT, tool);
        stage.run.grants.add(grant);
        var phantom = shown(endpoint.open(grant).refreshToken());
        var path = (tool.startsWith("kimi") ? "/%s/api/oauth" : "/%s").formatted(tool) + "/token";

        var reply =
            new EndpointClient(socket)
                .post(path, "grant_type", "refresh_token", "refresh_token", phantom);

        assertThat(reply.text("access_token")).as(tool).isEqualTo("a1");
        assertThat(dialects.dialect(tool).replyMembers()).containsAll(reply.members().keySet());
      }
    }
  }
}
