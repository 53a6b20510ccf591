package dev.cloakroom.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceDeskTest {
  private final Playground playground = new Playground();
  private final Exchange device = playground.askForDevice("calendar email");
  private final String userCode = device.field("user_code");
  private final String deviceCode = device.field("device_code");

  @BeforeEach
  void waitOneInterval() {
    playground.clock.advance(Duration.ofSeconds(1));
  }

  @Test
  void givesACodeForThePersonAndOneForTheDevice() {
    assertThat(device.status()).isEqualTo(200);
    assertThat(userCode).matches("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}");
    assertThat(device.field("verification_uri")).isEqualTo("http://127.0.0.1:9000/device");
    assertThat(device.field("verification_uri_complete"))
        .isEqualTo("http://127.0.0.1:9000/device?user_code=" + userCode);
    assertThat(device.field("expires_in")).isEqualTo("600");
    assertThat(device.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void givesTokensOnceThePersonAllowedIt() {
    var waiting = playground.poll(deviceCode);
    var page = answer("allow");
    var tokens = playground.poll(deviceCode);

    assertThat(waiting.field("error")).isEqualTo("authorization_pending");
    assertThat(page.text()).contains("You can close this page");
    assertThat(tokens.field("scope")).isEqualTo("calendar email");
    assertThat(playground.get("/userinfo", tokens.field("access_token")).field("name"))
        .isEqualTo("Ana");
    assertThat(playground.refresh(tokens.field("refresh_token")).status()).isEqualTo(200);
    assertThat(playground.provider.counts().codes()).isOne();
  }

  @Test
  void tellsOfADenial() {
    answer("deny");

    assertThat(playground.poll(deviceCode).field("error")).isEqualTo("access_denied");
  }

  @Test
  void givesTokensForACodeOnce() {
    answer("allow");
    playground.poll(deviceCode);

    assertThat(playground.poll(deviceCode).field("error")).isEqualTo("invalid_grant");
    assertThat(playground.provider.counts().codes()).isOne();
  }

  @Test
  void endsTheCodeAfterTenMinutes() {
    playground.clock.advance(Duration.ofMinutes(10));

    assertThat(playground.poll(deviceCode).field("error")).isEqualTo("expired_token");
    assertThat(playground.enterCode(userCode).status()).isEqualTo(400);
  }

  @Test
  void asksForFiveSecondsMoreEachTimeItIsPolledTooSoon() {
    playground.poll(deviceCode);

    var tooSoon = playground.poll(deviceCode);
    playground.clock.advance(Duration.ofSeconds(5));
    var tooSoonAgain = playground.poll(deviceCode);
    playground.clock.advance(Duration.ofSeconds(11));

    assertThat(tooSoon.field("error")).isEqualTo("slow_down");
    assertThat(tooSoonAgain.field("error")).isEqualTo("slow_down");
    assertThat(playground.poll(deviceCode).field("error")).isEqualTo("authorization_pending");
  }

  @Test
  void takesTheCodeHoweverItIsTyped() {
    var typed = userCode.toLowerCase(Locale.ROOT).replace("-", " ");

    assertThat(playground.enterCode(typed).text()).contains("Sign in");
  }

  @Test
  void knowsNoOtherCodes() {
    assertThat(playground.enterCode("BBBB-BBBB").status()).isEqualTo(400);
    assertThat(playground.enterCode("").status()).isEqualTo(400);
    assertThat(playground.poll("made-up").field("error")).isEqualTo("invalid_grant");
    assertThat(playground.poll("").field("error")).isEqualTo("invalid_request");
  }

  @Test
  void takesTheFirstAnswerOnly() {
    var slow = Playground.attemptOn(playground.enterCode(userCode));
    playground.logIn(slow, "Ben");
    var slowBrowser = playground.cookies();
    playground.forgetCookies();
    answer("allow");

    playground.useCookies(slowBrowser);
    var late = playground.decide(slow, "allow");

    assertThat(late.status()).isEqualTo(400);
    var tokens = playground.poll(deviceCode);
    assertThat(playground.get("/userinfo", tokens.field("access_token")).field("name"))
        .isEqualTo("Ana");
  }

  @Test
  void showsTheCodeOfTheAddressForThePersonToCompare() {
    var filled = playground.page("/device", Map.of("user_code", userCode));
    var forged = playground.page("/device", Map.of("user_code", "\"><script>"));

    assertThat(filled.text()).contains("value=\"" + userCode + "\"");
    assertThat(forged.text()).doesNotContain("script");
  }

  @ParameterizedTest
  @CsvSource({"''", "everything", "calendar everything"})
  void refusesScopesThatItDoesNotKnow(String scope) {
    assertThat(playground.askForDevice(scope).field("error")).isEqualTo("invalid_scope");
  }

  @Test
  void saysSoInItsMetadata() {
    var metadata = playground.getWithoutToken("/.well-known/oauth-authorization-server");

    assertThat(metadata.field("device_authorization_endpoint"))
        .isEqualTo("http://127.0.0.1:9000/device_authorization");
    assertThat(metadata.field("grant_types_supported")).contains("device_code");
  }

  private Exchange answer(String decision) {
    var attempt = Playground.attemptOn(playground.enterCode(userCode));
    playground.logIn(attempt, "Ana");
    return playground.decide(attempt, decision);
  }
}
