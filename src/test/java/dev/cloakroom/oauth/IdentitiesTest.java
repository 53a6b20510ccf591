package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Secret NONCE = Secret.of("n-1");

  private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
  private final Identities identities =
      new Identities(Web.open(), Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void theIdTokenSaysWhoseAccountItIs() {
    var reply = reply(idToken(claims("\"email\":\"ana@example.test\",\"name\":\"Ana\"")));

    assertThat(identities.of(Providers.at(server), reply, NONCE))
        .contains(new Identity("ana", "ana@example.test"));
    assertThat(server.requestCount()).isZero();
  }

  @Test
  void theUserinfoEndpointGivesTheLabelThatTheIdTokenLacks() {
    server.enqueueJson(200, "{\"sub\":\"ana\",\"preferred_username\":\"Ana B\"}");

    var identity = identities.of(Providers.at(server), reply(idToken(claims("\"x\":1"))), NONCE);

    assertThat(identity).contains(new Identity("ana", "Ana B"));
    assertThat(server.takeRequest().headers()).containsEntry("authorization", "Bearer access");
  }

  @Test
  void withoutAnyLabelTheSubjectIsShown() {
    server.enqueueJson(503, "");

    var identity = identities.of(Providers.at(server), reply(idToken(claims("\"x\":1"))), NONCE);

    assertThat(identity).contains(new Identity("ana", "ana"));
  }

  @Test
  void userinfoAboutAnotherPersonIsAProblem() {
    server.enqueueJson(200, "{\"sub\":\"eve\",\"email\":\"ana@example.test\"}");

    assertThat(refused(claims("\"x\":1"))).contains("userinfo");
  }

  @Test
  void withoutIdTokenTheUserinfoEndpointSaysIt() {
    server.enqueueJson(200, "{\"id\":9007199254740993,\"login\":\"ana\",\"email\":null}");
    var github = provider(Providers.quirks(Quirks.BodyFormat.FORM, null, true));

    assertThat(identities.of(github, reply(null), null))
        .contains(new Identity("9007199254740993", "ana"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "<html>", "{\"sub\":\"\"}", "{\"sub\":true}"})
  void whoeverDoesNotTellIsUnknown(String body) {
    server.enqueueJson(200, body);

    assertThat(identities.of(Providers.at(server), reply(null), null)).isEmpty();
  }

  @Test
  void aProviderWithoutUserinfoDoesNotTell() {
    var provider = Providers.of(null, Endpoints.UNKNOWN, Providers.PUBLIC, Quirks.STRICT);

    assertThat(identities.of(provider, reply(null), null)).isEmpty();
  }

  @Test
  void aLabelIsOneReadableLine() {
    var label = "\"email\":\"\\u0000\",\"name\":\"A\\n\\u202eb%s\"".formatted("c".repeat(500));

    var identity = identities.of(Providers.at(server), reply(idToken(claims(label))), NONCE);

    assertThat(identity.orElseThrow().label()).startsWith("Abc").hasSize(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"iss\":\"ISSUER\" | \"iss\":\"https://evil.test\" | another issuer",
        "\"aud\":\"app\" | \"aud\":\"other\" | another client",
        "\"aud\":\"app\" | \"aud\":[\"app\",\"other\"] | another client",
        "\"aud\":\"app\" | \"aud\":\"app\",\"azp\":\"other\" | another client",
        "\"exp\":1767225600 | \"exp\":1767225000 | expired",
        "\"exp\":1767225600 | \"exp\":\"later\" | expired",
        "\"nonce\":\"n-1\" | \"nonce\":\"n-2\" | another login",
        "\"nonce\":\"n-1\" | \"x\":1 | another login",
        "\"sub\":\"ana\" | \"sub\":\"\" | whose it is",
      })
  void anIdTokenThatLiesIsAProblem(String truth, String lie, String told) {
    var claims = claims("\"email\":\"ana@example.test\"");
    var issuer = server.uri("").toString();

    var lying = claims.replace(truth.replace("ISSUER", issuer), lie);

    assertThat(lying).isNotEqualTo(claims);
    assertThat(refused(lying)).contains(told);
  }

  @Test
  void severalAudiencesNeedTheirAuthorizedParty() {
    var claims =
        claims("\"email\":\"a@b.test\"")
            .replace("\"aud\":\"app\"", "\"aud\":[\"other\",\"app\"],\"azp\":\"app\"");

    assertThat(identities.of(Providers.at(server), reply(idToken(claims)), NONCE)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b", "a.!.c", "a.W10.c"})
  void anIdTokenThatCannotBeReadIsAProblem(String token) {
    var problem =
        catchThrowableOfType(
            Problem.class, () -> identities.of(Providers.at(server), reply(token), NONCE));

    assertThat(problem.code()).isEqualTo("id-token-mismatch");
  }

  private String refused(String claims) {
    var problem =
        catchThrowableOfType(
            Problem.class,
            () -> identities.of(Providers.at(server), reply(idToken(claims)), NONCE));
    assertThat(problem.code()).isEqualTo("id-token-mismatch");
    return problem.getMessage();
  }

  private Provider provider(Quirks quirks) {
    return Providers.of(null, Providers.endpoints(server), Providers.PUBLIC, quirks);
  }

  private String claims(String more) {
    return "{\"iss\":\"%s\",\"aud\":\"app\",\"exp\":1767225600,\"nonce\":\"n-1\",\"sub\":\"ana\",%s}"
        .formatted(server.uri(""), more);
  }

  private static String idToken(String claims) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return "e30." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".sig";
  }

  private static TokenReply reply(@Nullable String idToken) {
    return new TokenReply(
        Secret.of("access"),
        null,
        "Bearer",
        NOW,
        null,
        null,
        idToken == null ? null : Secret.of(idToken));
  }
}
