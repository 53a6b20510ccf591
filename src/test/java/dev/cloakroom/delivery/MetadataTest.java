package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.BEA;
import static dev.cloakroom.RealRooms.CALENDAR;
import static dev.cloakroom.delivery.EndpointStage.grant;
import static dev.cloakroom.delivery.EndpointStage.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a run's endpoint answers where a cloud would.
@Timeout(20)
class MetadataTest {
  private static final String ACCOUNT = "/computeMetadata/v1/instance/service-accounts/default";
  private static final String FLAVOR = "Metadata-Flavor: Google";
  private static final String KEYS =
      "{\"AccessKeyId\":\"AKIA1\",\"SecretAccessKey\":\"key\",\"SessionToken\":\"session\"}";

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
  void googlesMachineTellsItsToken() {
    stage.granted(grant("g", Mode.METADATA, "gce"));

    var reply = client.get(ACCOUNT + "/token?scopes=a,b", FLAVOR);

    assertThat(reply.headers()).containsEntry("metadata-flavor", "Google");
    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(reply.number("expires_in")).isEqualTo(3600);
    assertThat(reply.text("token_type")).isEqualTo("Bearer");
    assertThat(stage.run.received).contains(Secret.of("a1"));
  }

  @Test
  void googlesMachineTellsWhoItIs() {
    stage.granted(grant("g", Mode.METADATA, "gce"));
    var email = "ana@google.cloakroom.invalid";

    var all = client.get(ACCOUNT + "/?recursive=true", FLAVOR);

    assertThat(all.text("email")).isEqualTo(email);
    assertThat(all.member("scopes")).isEqualTo(List.of(CALENDAR));
    assertThat(client.get(ACCOUNT + "/email", FLAVOR).body()).isEqualTo(email);
    assertThat(client.get(ACCOUNT.replace("default", email) + "/token", FLAVOR).status())
        .isEqualTo(200);
    assertThat(client.get(ACCOUNT.replace("default", "x@y") + "/token", FLAVOR).status())
        .isEqualTo(404);
    assertThat(client.get("/", FLAVOR).status()).isEqualTo(200);
    assertThat(client.get("/computeMetadata/v1/universe/universe-domain", FLAVOR).body())
        .isEqualTo("googleapis.com");
  }

  @Test
  void googlesMachineWantsItsHeaderAndNobodyBetween() {
    stage.granted(grant("g", Mode.METADATA, "gce"));

    var replies =
        List.of(
            client.get(ACCOUNT + "/token"),
            client.get(ACCOUNT + "/token", "Metadata-Flavor: Other"),
            client.get(ACCOUNT + "/token", FLAVOR, "X-Forwarded-For: 10.0.0.1"));

    assertThat(replies).allMatch(reply -> reply.status() == 403);
    assertThat(replies).noneMatch(reply -> reply.body().contains("a1"));
  }

  @Test
  void withoutTheGrantThereIsNoMachine() {
    stage.granted("google", "plain");

    assertThat(client.get("/", FLAVOR).status()).isEqualTo(404);
    assertThat(client.get(ACCOUNT + "/token", FLAVOR).status()).isEqualTo(404);
    assertThat(client.get("/", FLAVOR).headers()).doesNotContainKey("metadata-flavor");
  }

  @Test
  void aRunIsOneMachine() {
    stage.granted(grant("g", Mode.METADATA, "gce"));

    assertThatThrownBy(() -> stage.endpoint.open(grant("h", Mode.METADATA, "gce")))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("metadata-taken"));
    assertThat(stage.endpoint.open(grant("a", Mode.METADATA, "azure"))).isNotNull();
  }

  @Test
  void googlesMachineAsksForPatience() {
    stage.granted(grant("g", Mode.METADATA, "gce"));
    stage.rooms.letTokensExpire();
    stage.rooms.endpoint.always(new TokenOutcome.Unavailable("http-503", false, null));

    var reply = client.get(ACCOUNT + "/token", FLAVOR);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsKey("retry-after").containsKey("metadata-flavor");
  }

  @Test
  void azuresIdentityTellsItsToken() {
    var secret = shown(stage.granted(grant("az", Mode.METADATA, "azure")).clientSecret());
    var path = "/az/azure/token?api-version=2019-08-01&resource=https://graph.microsoft.com";

    var reply = client.get(path, "X-IDENTITY-HEADER: " + secret);

    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(reply.text("expires_on")).isEqualTo("1795258800");
    assertThat(reply.text("resource")).isEqualTo("https://graph.microsoft.com");
    assertThat(client.get(path).status()).isEqualTo(401);
    assertThat(client.get(path, "X-IDENTITY-HEADER: x").status()).isEqualTo(401);
    assertThat(client.get("/az/azure/token", "X-IDENTITY-HEADER: " + secret).status())
        .isEqualTo(400);
    assertThat(client.get("/az/aws/credentials", "Authorization: " + secret).status())
        .isEqualTo(404);
  }

  @Test
  void awsGetsCredentialsThatAreSome() {
    stage.rooms.connect(BEA, KEYS, Scopes.NONE);
    var phantoms = stage.granted(grant(BEA, "aws", Mode.METADATA, "aws"));
    var proof = "Authorization: " + shown(phantoms.clientSecret());

    var reply = client.get("/aws/aws/credentials", proof);

    assertThat(reply.members())
        .containsEntry("AccessKeyId", "AKIA1")
        .containsEntry("SecretAccessKey", "key")
        .containsEntry("Token", "session")
        .containsEntry("Expiration", "2026-11-21T11:00:00Z");
    assertThat(stage.run.received).contains(Secret.of("key"), Secret.of("session"));
    assertThat(client.get("/aws/aws/credentials", "Authorization: wrong").status()).isEqualTo(401);
    assertThat(client.get("/aws/aws/credentials").status()).isEqualTo(401);
  }

  @Test
  void awsGetsNoTokenOfAnotherKind() {
    var phantoms = stage.granted(grant("aws", Mode.METADATA, "aws"));

    var reply =
        client.get("/aws/aws/credentials", "Authorization: " + shown(phantoms.clientSecret()));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text("code")).isEqualTo("not-aws-credentials");
    assertThat(reply.body()).doesNotContain("a1");
  }
}
