package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static dev.cloakroom.delivery.EndpointStage.grant;
import static dev.cloakroom.delivery.EndpointStage.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a run's endpoint answers to those who want more than the run was granted.
@Timeout(20)
class RunEndpointAttackTest {
  private static final String FORM = "application/x-www-form-urlencoded";

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
  void thePhantomOfAnotherRunIsRefusedAndToldOnce() {
    var ours = stage.granted("google", "plain");
    var other = stage.otherRun(grant("google", Mode.TOKEN_ENDPOINT, "plain"));
    var stolen = other.open(grant("google", Mode.TOKEN_ENDPOINT, "plain"));

    var replies =
        List.of(
            stage.refresh("google", stolen.refreshToken()),
            stage.refresh("google", stolen.refreshToken()));

    assertThat(replies).allMatch(reply -> reply.status() == 400);
    assertThat(replies).allMatch(reply -> reply.text("error").equals("invalid_grant"));
    assertThat(stage.run.misused).singleElement().asString().contains("google");
    assertThat(stolen).isNotEqualTo(ours);
    assertThat(stage.run.received).isEmpty();
  }

  @Test
  void aRevokedPhantomIsRefusedAndTold() {
    var phantom = stage.granted("google", "plain").refreshToken();
    client.post("/google/revoke", "token", shown(phantom));

    var reply = stage.refresh("google", phantom);

    assertThat(reply.text("error")).isEqualTo("invalid_grant");
    assertThat(stage.run.misused).hasSize(1);
  }

  @Test
  void aPhantomIsGoodAtItsOwnGrantOnly() {
    stage.rooms.connect(BEA, "b1", Scopes.of(CALENDAR));
    var ana = stage.granted("ana", "plain");
    stage.granted(grant(BEA, "bea", Mode.TOKEN_ENDPOINT, "plain"));

    var byPhantom = stage.refresh("bea", ana.refreshToken());
    var byClient =
        client.postAs(
            "cloakroom-bea", ana.clientSecret(), "/bea/token", "grant_type", "client_credentials");

    assertThat(byPhantom.text("error")).isEqualTo("invalid_grant");
    assertThat(byClient.text("error")).isEqualTo("invalid_client");
    assertThat(byClient.status()).isEqualTo(401);
    assertThat(byClient.headers()).containsEntry("www-authenticate", "Basic realm=\"cloakroom\"");
  }

  @Test
  void whatIsNoPhantomIsRefusedWithoutAnAlarm() {
    stage.granted("google", "plain");

    var replies =
        List.of(
            stage.refresh("google", Secret.of("r1")),
            stage.refresh("google", Secret.of("cloakroom_" + "A".repeat(53))),
            stage.refresh("google", Secret.of("x".repeat(10_000))));

    assertThat(replies).allMatch(reply -> reply.text("error").equals("invalid_grant"));
    assertThat(stage.run.misused).isEmpty();
  }

  @Test
  void allEndsWithTheRun() {
    var phantom = stage.granted("google", "plain").refreshToken();

    stage.endpoint.close();

    assertThat(stage.endpoint.socket()).doesNotExist();
    assertThatThrownBy(() -> stage.refresh("google", phantom))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void allEndsWithTheGrant() {
    var phantoms = stage.granted("google", "plain");
    stage.refresh("google", phantoms.refreshToken());

    stage.run.grants.clear();

    assertThat(stage.refresh("google", phantoms.refreshToken()).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(introspect(phantoms, "a1").body()).isEqualTo("{\"active\":false}");
    assertThat(stage.run.misused).isEmpty();
  }

  @Test
  void allEndsWithTheAccount() {
    var phantom = stage.granted("google", "plain").refreshToken();

    stage.rooms.broker.disconnect(ANA);

    assertThat(stage.refresh("google", phantom).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aTokenAboveTheCeilingStaysWithTheHost() {
    var form = new Form(Mode.TOKEN_ENDPOINT, "plain", null);
    var phantoms = stage.granted(new Grant("w", ANA, "narrow", Scopes.of("tasks"), form));

    var reply = stage.refresh("narrow", phantoms.refreshToken());

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.members()).doesNotContainKey("access_token");
    assertThat(stage.run.received).isEmpty();
  }

  @Test
  void grantsOfOtherModesAreNotHere() {
    stage.run.grants.add(grant("file", Mode.ACCESS_FILE, "plain"));
    stage.granted(grant("cloud", Mode.METADATA, "azure"));

    var paths =
        List.of(
            "/file/token",
            "/file/revoke",
            "/file/introspect",
            "/file/device_authorization",
            "/cloud/token",
            "/nothing/token",
            "/v1/tokens/file");

    assertThat(paths)
        .allSatisfy(path ->
            assertThat(client.post(path, "grant_type", "refresh_token").status())
                .as(path)
                .isEqualTo(404));
    assertThat(client.get("/file/.well-known/oauth-authorization-server").status()).isEqualTo(404);
    assertThat(client.get("/file/azure/token").status()).isEqualTo(404);
  }

  @Test
  void aClientThatPresentsItselfTwiceIsRefused() {
    var phantoms = stage.granted("google", "plain");
    var id = phantoms.clientId();
    var secret = phantoms.clientSecret();
    var grant = new String[] {"grant_type", "client_credentials", "client_secret", shown(secret)};

    var twice = client.postAs(id, secret, "/google/token", grant);
    var otherName =
        client.postAs(
            id, secret, "/google/token", "grant_type", "client_credentials", "client_id", "x");

    assertThat(List.of(twice, otherName))
        .allMatch(reply -> reply.status() == 400)
        .allMatch(reply -> reply.text("error").equals("invalid_request"));
  }

  @Test
  void aClientWithoutAProofIsRefusedWhereItNeedsOne() {
    var phantoms = stage.granted("google", "plain");
    var id = phantoms.clientId();

    var replies =
        List.of(
            client.post("/google/token", "grant_type", "client_credentials", "client_id", id),
            client.post("/google/introspect", "token", "a1"),
            client.postAs(id, Secret.of("wrong"), "/google/token", "grant_type", "refresh_token"),
            client.postAs("x", phantoms.clientSecret(), "/google/revoke", "token", "a1"));

    assertThat(replies).allMatch(reply -> reply.status() == 401);
    assertThat(replies).allMatch(reply -> reply.text("error").equals("invalid_client"));
  }

  @Test
  void whatIsNoRequestIsRefusedInTheFormOfTheRfc() {
    stage.granted("google", "plain");

    var errors =
        List.of(
            client.postRaw("/google/token", "application/json", "{\"grant_type\":"),
            client.postRaw("/google/token", "application/json", "[]"),
            client.postRaw("/google/token", "application/json", "[".repeat(60_000)),
            client.postRaw("/google/token", "application/json", "{\"grant_type\":[\"x\"]}"),
            client.postRaw("/google/token", FORM, "grant_type=%zz"),
            client.postRaw("/google/token", "text/plain", "grant_type=refresh_token"),
            client.post("/google/token", "grant_type", "refresh_token"),
            client.post("/google/token"));

    assertThat(errors).allMatch(reply -> reply.status() == 400);
    assertThat(errors).allMatch(reply -> reply.text("error").equals("invalid_request"));
    assertThat(client.post("/google/token", "grant_type", "password").text("error"))
        .isEqualTo("unsupported_grant_type");
  }

  @Test
  void largeBodiesAreNotRead() {
    stage.granted("google", "plain");

    var reply = client.postRaw("/google/token", FORM, "grant_type=" + "x".repeat(100_000));

    assertThat(reply.status()).isEqualTo(413);
  }

  @Test
  void descriptionsHaveOnlyWhatTheRfcAllows() {
    var request = Refusal.request("a \"quoted\" \\ näme\n").why();

    assertThat(request).isEqualTo("a 'quoted' ' n'me'");
  }

  private EndpointClient.Reply introspect(Phantoms phantoms, String token) {
    return client.postAs(
        phantoms.clientId(), phantoms.clientSecret(), "/google/introspect", "token", token);
  }
}
