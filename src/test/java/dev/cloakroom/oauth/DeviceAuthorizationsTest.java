package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceAuthorizationsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Quirks ERROR_IN_SUCCESS =
      Providers.quirks(Quirks.BodyFormat.FORM, null, true);
  private static final String REPLY =
      """
      {"device_code":"device-1","user_code":"WDJB-MJHT","expires_in":900,"interval":3,
       "verification_uri":"https://example.test/device",
       "verification_uri_complete":"https://example.test/device?user_code=WDJB-MJHT"}
      """;
  private static final DeviceCode CODE =
      new DeviceCode(
          Secret.of("device-1"),
          "WDJB-MJHT",
          URI.create("https://example.test/device"),
          URI.create("https://example.test/device?user_code=WDJB-MJHT"),
          NOW.plusSeconds(900),
          Duration.ofSeconds(3));

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
  private final DeviceAuthorizations devices = new DeviceAuthorizations(Web.open(), clock);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void beginsWithTheScopesOfAPublicClient() {
    server.enqueueJson(200, REPLY);

    var code = devices.begin(Providers.at(server), Scopes.of("openid", "email"));

    assertThat(code).isEqualTo(CODE);
    var request = server.takeRequest();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /device");
    assertThat(request.form()).isEqualTo(Map.of("client_id", "app", "scope", "openid email"));
  }

  @Test
  void aConfidentialClientShowsItsSecretBothTimes() {
    var provider = provider(Providers.confidential(Client.Auth.BASIC), ERROR_IN_SUCCESS);
    server.enqueueJson(200, REPLY);
    server.enqueueJson(200, "{\"error\":\"authorization_pending\"}");

    var outcome = devices.poll(provider, devices.begin(provider, Scopes.of("a", "b")));

    assertThat(outcome).isEqualTo(new DeviceOutcome.Pending());
    var begun = server.takeRequest();
    assertThat(begun.headers()).containsKey("authorization").containsEntry("x-extra", "yes");
    assertThat(begun.form()).isEqualTo(Map.of("scope", "a,b"));
    assertThat(server.takeRequest().headers())
        .containsKey("authorization")
        .containsEntry("x-extra", "yes");
  }

  @Test
  void kimiCodeGetsItsHeaderNoScopeAndNoChallenge() {
    var provider = kimiCode();
    server.enqueueJson(200, REPLY);
    server.enqueueJson(401, "{\"error\":\"authorization_pending\"}");
    server.enqueueJson(403, "{\"error\":\"slow_down\"}");
    server.enqueueJson(200, "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");

    var code = devices.begin(provider, provider.scopes());

    assertThat(devices.poll(provider, code)).isEqualTo(new DeviceOutcome.Pending());
    assertThat(devices.poll(provider, code)).isEqualTo(new DeviceOutcome.SlowDown(null));
    assertThat(devices.poll(provider, code)).isInstanceOf(DeviceOutcome.Granted.class);
    var begun = server.takeRequest();
    assertThat(begun.form()).containsOnlyKeys("client_id");
    assertThat(begun.headers()).containsEntry("x-msh-platform", "kimi_cli");
    var poll = server.takeRequest();
    assertThat(poll.form()).containsOnlyKeys("client_id", "grant_type", "device_code");
    assertThat(poll.headers()).containsEntry("x-msh-platform", "kimi_cli");
  }

  @Test
  void whatTheReplyLeavesOutIsAsTheSpecificationSays() {
    server.enqueueJson(
        200,
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_url\":\"https://example.test/\"}");

    var code = devices.begin(Providers.at(server), Scopes.NONE);

    assertThat(code)
        .isEqualTo(
            new DeviceCode(
                Secret.of("d"),
                "u",
                URI.create("https://example.test/"),
                null,
                NOW.plusSeconds(600),
                Duration.ofSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource({
    "900, 3, 900, 3",
    "'\"900\"', '\"7\"', 900, 7",
    "0, 0, 1, 1",
    "-5, -5, 1, 1",
    "1e300, 1e300, 1800, 60",
    "86400, 3600, 1800, 60",
    "'\"soon\"', '\"often\"', 600, 5",
    "[], {}, 600, 5",
  })
  void timesAreKeptWithinBounds(String expires, String interval, long life, long wait) {
    server.enqueueJson(
        200, REPLY.replace("900", expires).replace("\"interval\":3", "\"interval\":" + interval));

    var code = devices.begin(Providers.at(server), Scopes.NONE);

    assertThat(code.expiresAt()).isEqualTo(NOW.plusSeconds(life));
    assertThat(code.interval()).isEqualTo(Duration.ofSeconds(wait));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.test/device, javascript:alert(1), bad-verification-uri",
    "https://example.test/device, http://example.test/, bad-verification-uri",
    "https://example.test/device, https://a@example.test/, bad-verification-uri",
    "https://example.test/device, /device, bad-verification-uri",
    "https://example.test/device, 'https://example.test/ x', bad-verification-uri",
    "https://example.test/device?user_code=WDJB-MJHT, file:///etc/passwd, bad-verification-uri",
    "WDJB-MJHT, '', bad-user-code",
    "WDJB-MJHT, 'line\\nbreak', bad-user-code",
    "WDJB-MJHT, 1234567890123456789012345678901234567890X, bad-user-code",
    "device-1, '', bad-device-code",
    "device-1, 'with space', bad-device-code",
  })
  void aReplyThatLiesIsRefusedByName(String truth, String lie, String error) {
    server.enqueueJson(200, REPLY.replace("\"" + truth + "\"", "\"" + lie + "\""));

    assertThatThrownBy(() -> devices.begin(Providers.at(server), Scopes.NONE))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("device-login-failed"))
        .hasMessageContaining(error)
        .hasMessageNotContaining("example");
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"unauthorized_client\"}', unauthorized_client",
    "200, '{\"error\":\"device_flow_disabled\"}', device_flow_disabled",
    "200, '{\"error\":\"<script>\"}', unknown",
    "200, <html>, not-json",
    "503, <html>, status-503",
    "404, {}, status-404",
    "302, '', status-302",
  })
  void anEndpointThatRefusesIsToldByItsReason(int status, String body, String reason) {
    server.enqueueJson(status, body);

    assertThatThrownBy(() -> devices.begin(Providers.at(server), Scopes.NONE))
        .hasMessageContaining("gave no code to log in with: " + reason + ".");
  }

  @Test
  void anEndpointThatNeverEndsItsReplyIsGivenUp() {
    var impatient = new DeviceAuthorizations(Web.within(Duration.ofMillis(300)), clock);
    server.enqueueStall();
    server.enqueueJson(200, " ".repeat((1 << 22) + 1));

    assertThatThrownBy(() -> impatient.begin(Providers.at(server), Scopes.NONE))
        .hasMessageContaining("timeout");
    assertThatThrownBy(() -> devices.begin(Providers.at(server), Scopes.NONE))
        .hasMessageContaining("too-large");
  }

  @Test
  void aProviderWithoutTheEndpointOrAClientIsNamed() {
    var deviceless = Providers.of(null, Endpoints.UNKNOWN, Providers.PUBLIC, Quirks.STRICT);
    var clientless = Providers.of(null, Providers.endpoints(server), null, Quirks.STRICT);

    assertThatThrownBy(() -> devices.begin(deviceless, Scopes.NONE))
        .isInstanceOfSatisfying(
            Problem.class, p -> assertThat(p.code()).isEqualTo("no-device-login"));
    assertThatThrownBy(() -> devices.begin(clientless, Scopes.NONE))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("no-client"));
    assertThat(devices.poll(clientless, CODE))
        .isEqualTo(new DeviceOutcome.Misconfigured("no-client"));
  }

  @Test
  void pollsWithTheDeviceCode() {
    server.enqueueJson(200, "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":60}");

    var outcome = devices.poll(Providers.at(server), CODE);

    assertThat(outcome)
        .isEqualTo(
            new DeviceOutcome.Granted(
                new TokenReply(
                    Secret.of("a"),
                    Secret.of("r"),
                    "Bearer",
                    NOW,
                    NOW.plusSeconds(60),
                    null,
                    null)));
    var request = server.takeRequest();
    assertThat(request.path()).isEqualTo("/token");
    assertThat(request.form())
        .isEqualTo(
            Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                "device-1",
                "client_id",
                "app"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"authorization_pending\"}', Pending[]",
    "200, '{\"error\":\"authorization_pending\"}', Pending[]",
    "400, '{\"error\":\"slow_down\"}', SlowDown[interval=null]",
    "200, '{\"error\":\"slow_down\",\"interval\":12}', SlowDown[interval=PT12S]",
    "429, <html>, SlowDown[interval=null]",
    "400, '{\"error\":\"access_denied\"}', Denied[]",
    "400, '{\"error\":\"authorization_declined\"}', Denied[]",
    "400, '{\"error\":\"expired_token\"}', Expired[error=expired_token]",
    "200, '{\"error\":\"incorrect_device_code\"}', Expired[error=incorrect_device_code]",
    "400, '{\"error\":\"invalid_grant\"}', Expired[error=invalid_grant]",
    "401, '{\"error\":\"invalid_client\"}', Misconfigured[error=invalid_client]",
    "400, '{\"error\":\"<b>\"}', Misconfigured[error=unknown]",
    "503, '{\"error\":\"access_denied\"}', 'Unavailable[reason=status-503, retryAfter=null]'",
    "200, <html>, 'Unavailable[reason=not-json, retryAfter=null]'",
    "200, '', 'Unavailable[reason=empty, retryAfter=null]'",
    "200, '{}', 'Unavailable[reason=no-access-token, retryAfter=null]'",
    "400, '{}', 'Unavailable[reason=status-400, retryAfter=null]'",
  })
  void everyAnswerToAPollMeansOneThing(int status, String body, String outcome) {
    server.enqueueJson(status, body);

    assertThat(devices.poll(Providers.at(server), CODE)).hasToString(outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "Thu, 01 Jan 2026 00:00:07 GMT"})
  void aServerThatIsDownMaySayForHowLong(String retryAfter) {
    server.enqueue(503, Map.of("Retry-After", retryAfter), "");

    assertThat(devices.poll(Providers.at(server), CODE))
        .isEqualTo(new DeviceOutcome.Unavailable("status-503", Duration.ofSeconds(7)));
  }

  @Test
  void aLostReplyIsNoAnswer() {
    server.enqueueDrop();

    assertThat(devices.poll(Providers.at(server), CODE))
        .isEqualTo(new DeviceOutcome.Unavailable("lost-reply", null));
  }

  private Provider provider(Client client, Quirks quirks) {
    return Providers.of(null, Providers.endpoints(server), client, quirks);
  }

  private Provider kimiCode() {
    var settings =
        Map.of(
            "kimi-code",
            Map.of(
                "token-endpoint", server.uri("/token").toString(),
                "device-authorization-endpoint", server.uri("/device").toString()));
    return Catalog.builtIn().withSettings(settings, Path.of("")).provider("kimi-code");
  }
}
