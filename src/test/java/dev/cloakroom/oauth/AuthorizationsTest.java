package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuthorizationsTest {
  private static final URI ISSUER = URI.create("https://id.test");
  private static final URI REDIRECT = URI.create("http://127.0.0.1:7878/callback?a=b");
  private static final Quirks ODD = Providers.quirks(Quirks.BodyFormat.FORM, null, false);

  private final Authorizations authorizations = new Authorizations(new SecureRandom());

  @Test
  void asksForACodeBoundToThisAttempt() {
    var request = authorizations.begin(provider(Quirks.STRICT), REDIRECT, Scopes.of("a", "b c+"));

    assertThat(request.uri()).hasScheme("https").hasHost("id.test").hasPath("/auth");
    assertThat(query(request))
        .containsEntry("tenant", "1")
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "app")
        .containsEntry("redirect_uri", REDIRECT.toString())
        .containsEntry("scope", "a b c+")
        .containsEntry("state", text(request.state()))
        .containsEntry("code_challenge", challenge(text(request.codeVerifier())))
        .containsEntry("code_challenge_method", "S256")
        .doesNotContainKeys("nonce", "prompt");
  }

  @Test
  void everyAttemptHasItsOwnSecrets() {
    var one = authorizations.begin(provider(Quirks.STRICT), REDIRECT, Scopes.of("openid"));
    var other = authorizations.begin(provider(Quirks.STRICT), REDIRECT, Scopes.of("openid"));

    assertThat(Stream.of(one, other).flatMap(AuthorizationsTest::secrets).distinct()).hasSize(6);
    assertThat(secrets(one)).allMatch(secret -> secret.length() == 43);
  }

  @Test
  void openIdLoginsCarryANonce() {
    var request = authorizations.begin(provider(Quirks.STRICT), REDIRECT, Scopes.of("openid"));

    assertThat(request.nonce()).isEqualTo(Secret.of(query(request).getOrDefault("nonce", "")));
  }

  @Test
  void offlineAccessAsksForConsent() {
    var request =
        authorizations.begin(provider(Quirks.STRICT), REDIRECT, Scopes.of("offline_access"));

    assertThat(query(request)).containsEntry("prompt", "consent");
  }

  @Test
  void theProvidersOwnParametersNeverReplaceOurs() {
    var request = authorizations.begin(provider(ODD), REDIRECT, Scopes.of("a", "b"));

    assertThat(query(request))
        .containsEntry("access_type", "offline")
        .containsEntry("scope", "a,b")
        .containsEntry("state", text(request.state()));
  }

  @Test
  void aProviderWithoutClientOrLoginPageIsAProblem() {
    var endpoints = Providers.of(ISSUER, Endpoints.UNKNOWN, Providers.PUBLIC, Quirks.STRICT);
    var client = Providers.of(ISSUER, Endpoints.UNKNOWN, null, Quirks.STRICT);

    assertThat(refused(endpoints)).isEqualTo("no-authorization-endpoint");
    assertThat(refused(client)).isEqualTo("no-client");
  }

  @Test
  void readsTheCode() {
    assertThat(read(Quirks.STRICT, Map.of("code", "abc", "iss", "https://id.test")))
        .isEqualTo(new Callback.Code(Secret.of("abc")));
    assertThat(read(Quirks.STRICT, Map.of("code", "abc")))
        .isEqualTo(new Callback.Code(Secret.of("abc")));
  }

  @Test
  void readsARefusal() {
    assertThat(read(Quirks.STRICT, Map.of("error", "access_denied", "code", "abc")))
        .isEqualTo(new Callback.Refused("access_denied"));
    assertThat(read(Quirks.STRICT, Map.of("error", "<script>")))
        .isEqualTo(new Callback.Refused("unknown"));
  }

  @Test
  void anotherIssuerIsAMismatchWhateverElseItSays() {
    var mismatch = new Callback.Mismatch("other-issuer");

    assertThat(read(Quirks.STRICT, Map.of("code", "abc", "iss", "https://evil.test")))
        .isEqualTo(mismatch);
    assertThat(read(Quirks.STRICT, Map.of("error", "access_denied", "iss", "https://id.test/")))
        .isEqualTo(mismatch);
  }

  @Test
  void aMissingIssuerIsAMismatchWhereItAlwaysComes() {
    assertThat(read(ODD, Map.of("code", "abc"))).isEqualTo(new Callback.Mismatch("issuer-missing"));
  }

  @Test
  void aCallbackWithoutCodeIsAMismatch() {
    assertThat(read(Quirks.STRICT, Map.of("code", "")))
        .isEqualTo(new Callback.Mismatch("code-missing"));
    assertThat(read(Quirks.STRICT, Map.of())).isEqualTo(new Callback.Mismatch("code-missing"));
  }

  private Callback read(Quirks quirks, Map<String, String> query) {
    return authorizations.read(provider(quirks), query);
  }

  private String refused(Provider provider) {
    return catchThrowableOfType(
            Problem.class, () -> authorizations.begin(provider, REDIRECT, Scopes.NONE))
        .code();
  }

  private static Provider provider(Quirks quirks) {
    var endpoints =
        new Endpoints(URI.create("https://id.test/auth?tenant=1"), null, null, null, null);
    return Providers.of(ISSUER, endpoints, Providers.PUBLIC, quirks);
  }

  private static Map<String, String> query(AuthorizationRequest request) {
    var recorded =
        new FakeAuthorizationServer.Recorded("GET", "", Map.of(), request.uri().getRawQuery());
    return recorded.form();
  }

  private static Stream<Secret> secrets(AuthorizationRequest request) {
    return Stream.of(
        request.state(), request.codeVerifier(), Objects.requireNonNull(request.nonce()));
  }

  private static String text(Secret secret) {
    return secret.useText(text -> text);
  }

  private static String challenge(String verifier) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
