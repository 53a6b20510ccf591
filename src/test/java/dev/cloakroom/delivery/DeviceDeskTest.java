package dev.cloakroom.delivery;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.delivery.EndpointStage.grant;
import static dev.cloakroom.delivery.EndpointStage.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.oauth.TokenOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DeviceDeskTest {
  @TempDir Path temporary;
  private EndpointStage stage;

  @BeforeEach
  void open() {
    stage = new EndpointStage(temporary);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aRunThatHasTheGrantIsLoggedInAtOnce() {
    var phantoms = stage.granted("kimi", "kimi");

    var begun = stage.client.post("/kimi/api/oauth/device_authorization", "client_id", "17e5");
    var reply = poll("kimi", begun.text("device_code"));

    assertThat(begun.members())
        .containsKeys("user_code", "verification_uri", "verification_uri_complete", "expires_in");
    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(reply.text("refresh_token")).isEqualTo(shown(phantoms.refreshToken()));
  }

  @Test
  void aLoginAfterALogoutBringsAnotherPhantom() {
    var before = stage.granted("kimi", "kimi").refreshToken();
    stage.client.post("/kimi/revoke", "token", shown(before));

    var begun = stage.client.post("/kimi/device_authorization", "client_id", "17e5");
    var after = Secret.of(poll("kimi", begun.text("device_code")).text("refresh_token"));

    assertThat(after).isNotEqualTo(before);
    assertThat(stage.refresh("kimi", after).status()).isEqualTo(200);
    assertThat(stage.refresh("kimi", before).status()).isEqualTo(400);
  }

  @Test
  void aRunWithoutTheGrantWaitsForItsPerson() {
    var begun = stage.client.post("/google/device_authorization", "client_id", "17e5");
    var pending = poll("google", begun.text("device_code"));
    stage.rooms.consents.allow(stage.run.asked.getFirst(), ANA);
    stage.run.grants.add(grant("google", Mode.TOKEN_ENDPOINT, "kimi"));

    var reply = poll("google", begun.text("device_code"));

    assertThat(pending.status()).isEqualTo(400);
    assertThat(pending.text("error")).isEqualTo("authorization_pending");
    assertThat(reply.text("access_token")).isEqualTo("a1");
    assertThat(stage.refresh("google", Secret.of(reply.text("refresh_token"))).status())
        .isEqualTo(200);
  }

  @Test
  void aLoginWaitsWhileTheAccountNeedsItsPerson() {
    stage.granted("kimi", "kimi");
    stage.rooms.letTokensExpire();
    stage.rooms.endpoint.answers(new TokenOutcome.InvalidGrant("invalid_grant"));

    var begun = stage.client.post("/kimi/device_authorization", "client_id", "17e5");

    assertThat(poll("kimi", begun.text("device_code")).text("error"))
        .isEqualTo("authorization_pending");
  }

  @Test
  void aDenialEndsTheLogin() {
    var begun = stage.client.post("/google/device_authorization", "client_id", "17e5");

    stage.rooms.consents.deny(stage.run.asked.getFirst());

    assertThat(poll("google", begun.text("device_code")).text("error")).isEqualTo("access_denied");
  }

  @Test
  void nobodyIsAskedForWhatTheRunMayNotHave() {
    var reply = stage.client.post("/github/device_authorization", "client_id", "17e5");

    assertThat(reply.status()).isBetween(400, 404);
    assertThat(reply.body()).doesNotContain("device_code");
    assertThat(stage.run.asked).isEmpty();
  }

  @Test
  void codesAreOfOneGrantAndEnd() {
    stage.granted("kimi", "kimi");
    stage.granted("other", "kimi");
    var code =
        stage.client.post("/kimi/device_authorization", "client_id", "17e5").text("device_code");

    assertThat(poll("other", code).text("error")).isEqualTo("invalid_grant");
    assertThat(poll("kimi", "guessed").text("error")).isEqualTo("invalid_grant");
    stage.rooms.clock.advance(Duration.ofMinutes(31));
    assertThat(poll("kimi", code).text("error")).isEqualTo("expired_token");
  }

  private EndpointClient.Reply poll(String name, String code) {
    return stage.client.post(
        "/" + name + "/api/oauth/token",
        "client_id",
        "17e5",
        "grant_type",
        DeviceDesk.GRANT,
        "device_code",
        code);
  }
}
