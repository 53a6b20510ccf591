package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryTest {
  private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource time = now::get;
  private final Discovery discovery = new Discovery(Web.open(), time.withZone(ZoneOffset.UTC));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void fillsInWhatTheProviderDoesNotName() {
    var named = new Endpoints(null, URI.create("https://own.test/token"), null, null, null);
    server.enqueueJson(200, metadata("", ""));

    var endpoints = discovery.discovered(provider("", named)).endpoints();

    assertThat(endpoints.token()).isEqualTo(named.token());
    assertThat(endpoints.authorization()).isEqualTo(server.uri("//auth"));
    assertThat(endpoints.revocation()).isNull();
    assertThat(server.takeRequest().path()).isEqualTo("/.well-known/openid-configuration");
  }

  @Test
  void asksInBothPlacesForAnIssuerWithAPath() {
    server.enqueueJson(404, "");
    server.enqueueJson(200, metadata("/realms/one", ""));

    var discovered = discovery.discovered(provider("/realms/one", Endpoints.UNKNOWN));

    assertThat(discovered.endpoints().token()).isEqualTo(server.uri("/token"));
    assertThat(server.takeRequest().path())
        .isEqualTo("/realms/one/.well-known/openid-configuration");
    assertThat(server.takeRequest().path())
        .isEqualTo("/.well-known/oauth-authorization-server/realms/one");
  }

  @Test
  void takesTheServersOwnSpellingOfItsIssuer() {
    server.enqueueJson(200, metadata("/", ""));

    var discovered = discovery.discovered(provider("", Endpoints.UNKNOWN));

    assertThat(discovered.issuer()).isEqualTo(server.uri("/"));
  }

  @Test
  void remembersThatCallbacksCarryTheIssuer() {
    server.enqueueJson(
        200, metadata("", ",\"authorization_response_iss_parameter_supported\":true"));

    var discovered = discovery.discovered(provider("", Endpoints.UNKNOWN));

    assertThat(discovered.quirks()).isEqualTo(Quirks.STRICT.withCallbackIssuer());
  }

  @Test
  void asksOnceAnHour() {
    server.enqueueJson(200, metadata("", ""));
    server.enqueueJson(200, metadata("", ""));
    discovery.discovered(provider("", Endpoints.UNKNOWN));

    pass(Duration.ofMinutes(59));
    discovery.discovered(provider("", Endpoints.UNKNOWN));
    assertThat(server.requestCount()).isEqualTo(1);

    pass(Duration.ofMinutes(1));
    discovery.discovered(provider("", Endpoints.UNKNOWN));
    assertThat(server.requestCount()).isEqualTo(2);
  }

  @Test
  void keepsWhatItKnowsWhileTheIssuerIsDown() {
    server.enqueueJson(200, metadata("", ""));
    var before = discovery.discovered(provider("", Endpoints.UNKNOWN));

    pass(Duration.ofHours(2));

    assertThat(discovery.discovered(provider("", Endpoints.UNKNOWN))).isEqualTo(before);
  }

  @Test
  void asksNobodyWhenThereIsNothingToFindOut() {
    var complete = provider("", Providers.endpoints(server));
    var withoutIssuer = Providers.of(null, Endpoints.UNKNOWN, Providers.PUBLIC, Quirks.STRICT);

    assertThat(discovery.discovered(complete)).isSameAs(complete);
    assertThat(discovery.discovered(withoutIssuer)).isSameAs(withoutIssuer);
    assertThat(server.requestCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | {} | answers with status 404",
        "302 | {} | answers with status 302",
        "200 | <html> | no JSON object",
        "200 | {\"issuer\":\"https://evil.test\"} | calls itself by another name",
        "200 | {} | calls itself by another name",
        "200 | {\"issuer\":\"ISSUER\",\"token_endpoint\":\"http://evil.test/t\"} | neither https nor",
        "200 | {\"issuer\":\"ISSUER\",\"token_endpoint\":\"no address\"} | neither https nor",
        "200 | {\"issuer\":\"ISSUER\",\"code_challenge_methods_supported\":[\"plain\"]} | PKCE with S256",
      })
  void whatCannotBeUsedIsAProblem(int status, String body, String told) {
    server.enqueueJson(status, body.replace("ISSUER", server.uri("").toString()));
    server.enqueueJson(404, "");

    var problem =
        catchThrowableOfType(
            Problem.class, () -> discovery.discovered(provider("", Endpoints.UNKNOWN)));

    assertThat(problem.code()).isEqualTo("discovery-failed");
    assertThat(problem)
        .hasMessageContaining("Provider local: its issuer " + server.uri("").getAuthority())
        .hasMessageContaining(told);
  }

  @Test
  void anIssuerThatIsDownIsAProblem() {
    server.close();

    var problem =
        catchThrowableOfType(
            Problem.class, () -> discovery.discovered(provider("", Endpoints.UNKNOWN)));

    assertThat(problem).hasMessageContaining("does not answer (connect)");
  }

  private void pass(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  private Provider provider(String path, Endpoints endpoints) {
    return Providers.of(server.uri(path), endpoints, Providers.PUBLIC, Quirks.STRICT);
  }

  private String metadata(String path, String more) {
    return """
    {"issuer":"%s","token_endpoint":"%s","authorization_endpoint":"%s",
     "code_challenge_methods_supported":["plain","S256"]%s}
    """
        .formatted(server.uri(path), server.uri("/token"), server.uri("//auth"), more);
  }
}
