package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTokenEndpointTest {
  private static final Secret REFRESH = Secret.of("refresh-1");
  private static final String REPLY = "{\"access_token\":\"access-2\"}";

  private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
  private final HttpTokenEndpoint endpoint = endpoint(Web.open());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void refreshesAsAPublicClient() {
    server.enqueueJson(200, REPLY);

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isInstanceOf(Granted.class);
    var request = server.takeRequest();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /token");
    assertThat(request.headers()).containsEntry("accept", "application/json");
    assertThat(request.form())
        .isEqualTo(
            Map.of(
                "grant_type", "refresh_token", "refresh_token", "refresh-1", "client_id", "app"));
  }

  @Test
  void basicAuthenticationEncodesBothHalves() {
    server.enqueueJson(200, REPLY);

    endpoint.refresh(provider(Providers.confidential(Client.Auth.BASIC), Quirks.STRICT), REFRESH);

    var request = server.takeRequest();
    assertThat(request.headers())
        .containsEntry("authorization", "Basic " + base64("my+app:s3%3Acret%26%2B"));
    assertThat(request.form()).containsOnlyKeys("grant_type", "refresh_token");
  }

  @Test
  void postAuthenticationPutsTheSecretIntoTheBody() {
    server.enqueueJson(200, REPLY);

    endpoint.refresh(provider(Providers.confidential(Client.Auth.POST), Quirks.STRICT), REFRESH);

    var request = server.takeRequest();
    assertThat(request.form())
        .containsEntry("client_id", "my app")
        .containsEntry("client_secret", "s3:cret&+");
    assertThat(request.headers()).doesNotContainKey("authorization");
  }

  @Test
  void writesTheBodyAndTheHeadersThatTheProviderWants() {
    server.enqueueJson(200, REPLY);

    endpoint.refresh(
        provider(Providers.PUBLIC, Providers.quirks(Quirks.BodyFormat.JSON, null, false)), REFRESH);

    var request = server.takeRequest();
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("x-extra", "yes");
    assertThat(request.body()).contains("\"refresh_token\":\"refresh-1\"");
  }

  @Test
  void exchangesACodeWithItsVerifier() {
    server.enqueueJson(200, REPLY);
    var redirect = URI.create("http://127.0.0.1:7878/callback");

    endpoint.exchange(Providers.at(server), Secret.of("code"), Secret.of("verifier"), redirect);

    assertThat(server.takeRequest().form())
        .containsEntry("grant_type", "authorization_code")
        .containsEntry("code", "code")
        .containsEntry("code_verifier", "verifier")
        .containsEntry("redirect_uri", redirect.toString());
  }

  @Test
  void aLostReplyIsNeverAskedForAgain() {
    server.enqueueDrop();

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("lost-reply", true, null));
    assertThat(server.requestCount()).isEqualTo(1);
  }

  @Test
  void aReplyLostOnAKeptConnectionIsNeverAskedForAgain() {
    server.enqueueJson(200, REPLY);
    server.enqueueDrop();
    endpoint.refresh(Providers.at(server), REFRESH);

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("lost-reply", true, null));
    assertThat(server.requestCount()).isEqualTo(2);
  }

  @Test
  void aServerThatIsDownGotNothing() {
    server.close();

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("connect", false, null));
  }

  @Test
  void anUnknownHostGotNothing() {
    var endpoints =
        new Endpoints(null, URI.create("https://nowhere.invalid/token"), null, null, null);

    var outcome =
        endpoint.refresh(Providers.of(null, endpoints, Providers.PUBLIC, Quirks.STRICT), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("connect", false, null));
  }

  @Test
  void aReplyThatDoesNotEndIsATimeout() {
    server.enqueueStall();

    var outcome =
        endpoint(Web.within(Duration.ofMillis(300))).refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("timeout", true, null));
  }

  @Test
  void aHugeReplyIsCutOff() {
    server.enqueueJson(200, " ".repeat((1 << 22) + 1));

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("too-large", true, null));
  }

  @Test
  void aReplyMayBeZippedAndMarkedUnasked() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(("\ufeff" + REPLY).getBytes(StandardCharsets.UTF_8));
    }
    server.enqueue(
        200, Map.of("Content-Encoding", "gzip"), zipped.toString(StandardCharsets.ISO_8859_1));

    assertThat(endpoint.refresh(Providers.at(server), REFRESH)).isInstanceOf(Granted.class);
  }

  @Test
  void aReplyThatUnzipsToTooMuchIsCutOff() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(new byte[2 << 22]);
    }
    server.enqueue(
        200, Map.of("Content-Encoding", "gzip"), zipped.toString(StandardCharsets.ISO_8859_1));

    assertThat(endpoint.refresh(Providers.at(server), REFRESH))
        .isEqualTo(new Unavailable("too-large", true, null));
  }

  @Test
  void redirectsAreNotFollowed() {
    server.enqueue(307, Map.of("Location", server.uri("/elsewhere").toString()), "");

    var outcome = endpoint.refresh(Providers.at(server), REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("status-307", false, null));
    assertThat(server.requestCount()).isEqualTo(1);
  }

  @Test
  void anIssuerThatIsDownLeavesTheRefreshTokenUnsent() {
    var provider = Providers.of(server.uri(""), Endpoints.UNKNOWN, Providers.PUBLIC, Quirks.STRICT);

    var outcome = endpoint.refresh(provider, REFRESH);

    assertThat(outcome).isEqualTo(new Unavailable("discovery", false, null));
  }

  @Test
  void aProviderWithoutClientIsMisconfigured() {
    var provider = Providers.of(null, Providers.endpoints(server), null, Quirks.STRICT);

    assertThat(endpoint.refresh(provider, REFRESH)).isEqualTo(new Misconfigured("no-client"));
    assertThat(endpoint.revoke(provider, REFRESH)).isFalse();
  }

  @Test
  void revokes() {
    server.enqueueJson(200, "");
    server.enqueueJson(503, "");

    assertThat(endpoint.revoke(Providers.at(server), REFRESH)).isTrue();
    assertThat(endpoint.revoke(Providers.at(server), REFRESH)).isFalse();
    assertThat(server.takeRequest().form()).containsEntry("token", "refresh-1");
  }

  private HttpTokenEndpoint endpoint(Web web) {
    return new HttpTokenEndpoint(web, new Discovery(web, clock), clock);
  }

  private Provider provider(Client client, Quirks quirks) {
    return Providers.of(null, Providers.endpoints(server), client, quirks);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
