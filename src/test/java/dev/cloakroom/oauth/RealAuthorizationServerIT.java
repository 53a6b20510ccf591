package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import dev.cloakroom.oauth.TokenOutcome.InvalidGrant;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// All of OAuth that we speak, against a server that we did not write.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealAuthorizationServerIT {
  private static final URI REDIRECT = URI.create("http://127.0.0.1:45678/callback");
  private static final Client NATIVE = new Client("native", null, Client.Auth.NONE);
  private static final Client CONFIDENTIAL =
      new Client("confidential", Secret.of(OidcProvider.SECRET), Client.Auth.BASIC);

  private final Clock clock = Clock.systemUTC();
  private final Web web = Web.open();
  private final Discovery discovery = new Discovery(web, clock);
  private final HttpTokenEndpoint endpoint = new HttpTokenEndpoint(web, discovery, clock);
  private final Authorizations authorizations = new Authorizations(new SecureRandom());
  private final DeviceAuthorizations devices = new DeviceAuthorizations(web, clock);
  private final Identities identities = new Identities(web, clock);
  private OidcProvider server;

  @BeforeAll
  void start() {
    server = OidcProvider.start(Duration.ofSeconds(60));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void isDiscovered() {
    var provider = provider(NATIVE);

    assertThat(provider.endpoints().token()).isEqualTo(server.issuer().resolve("/token"));
    assertThat(provider.quirks().callbackIssuer()).isTrue();
  }

  @Test
  void grantsAPublicClientAndSaysWhoseAccountItIs() {
    var provider = provider(NATIVE);
    var login = login(provider);

    assertThat(identities.of(provider, login.reply(), login.request().nonce()))
        .contains(new Identity("ana", "ana@example.test"));
    assertThat(login.reply().expiresAt())
        .isBetween(clock.instant().plusSeconds(50), clock.instant().plusSeconds(61));
    assertThat(login.reply().scopes()).isEqualTo(Scopes.of("openid", "offline_access", "email"));
  }

  @Test
  void grantsAConfidentialClient() {
    var reply = login(provider(CONFIDENTIAL)).reply();

    assertThat(reply.refresh()).isNotNull();
  }

  @Test
  void rotatesWithEveryRefresh() {
    var provider = provider(CONFIDENTIAL);
    var refresh = refreshToken(login(provider).reply());
    long before = server.stats().refreshes();
    var seen = new HashSet<String>();

    for (int i = 0; i < 5; i++) {
      var reply = granted(endpoint.refresh(provider, refresh));
      refresh = refreshToken(reply);
      seen.add(refresh.useText(text -> text));
    }

    assertThat(seen).hasSize(5);
    assertThat(server.stats().refreshes()).isEqualTo(before + 5);
  }

  @Test
  void aSpentRefreshTokenKillsTheWholeGrant() {
    var provider = provider(NATIVE);
    var first = refreshToken(login(provider).reply());
    var second = refreshToken(granted(endpoint.refresh(provider, first)));
    long before = server.stats().revoked();

    assertThat(endpoint.refresh(provider, first)).isEqualTo(new InvalidGrant("invalid_grant"));

    assertThat(endpoint.refresh(provider, second)).isEqualTo(new InvalidGrant("invalid_grant"));
    assertThat(server.stats().revoked()).isGreaterThan(before);
  }

  @Test
  void aRevokedRefreshTokenIsDead() {
    var provider = provider(CONFIDENTIAL);
    var refresh = refreshToken(login(provider).reply());

    assertThat(endpoint.revoke(provider, refresh)).isTrue();

    assertThat(endpoint.refresh(provider, refresh)).isEqualTo(new InvalidGrant("invalid_grant"));
  }

  @Test
  void aWrongClientSecretIsMisconfigured() {
    var refresh = refreshToken(login(provider(CONFIDENTIAL)).reply());
    var wrong = new Client("confidential", Secret.of("wrong"), Client.Auth.BASIC);

    var outcome = endpoint.refresh(provider(wrong), refresh);

    assertThat(outcome).isEqualTo(new Misconfigured("invalid_client"));
  }

  @Test
  void aCodeWithTheWrongVerifierIsRefused() {
    var provider = provider(NATIVE);
    var code = code(provider, begin(provider));

    var outcome = endpoint.exchange(provider, code, Secret.of("x".repeat(43)), REDIRECT);

    assertThat(outcome).isEqualTo(new InvalidGrant("invalid_grant"));
  }

  @Test
  void grantsToADeviceOnceItsPersonHasTypedTheCode() {
    var provider = provider(NATIVE);
    var code = devices.begin(provider, Scopes.of("openid", "offline_access", "email"));

    assertThat(devices.poll(provider, code)).isEqualTo(new DeviceOutcome.Pending());
    BrowserVisitor.named("ana").visit(Objects.requireNonNull(code.verificationUriComplete()), "x:");

    assertThat(devices.poll(provider, code))
        .isInstanceOfSatisfying(
            DeviceOutcome.Granted.class,
            granted -> {
              assertThat(identities.of(provider, granted.reply(), null))
                  .contains(new Identity("ana", "ana@example.test"));
              assertThat(granted.reply().refresh()).isNotNull();
            });
    assertThat(devices.poll(provider, code)).isInstanceOf(DeviceOutcome.Expired.class);
  }

  @Test
  void aConfidentialClientMayBeADeviceToo() {
    var provider = provider(CONFIDENTIAL);
    var code = devices.begin(provider, Scopes.of("openid"));

    assertThat(devices.poll(provider, code)).isEqualTo(new DeviceOutcome.Pending());
    assertThat(code.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(code.expiresAt())
        .isBetween(clock.instant().plusSeconds(550), clock.instant().plusSeconds(601));
  }

  private record Login(AuthorizationRequest request, TokenReply reply) {}

  private Login login(Provider provider) {
    var request = begin(provider);
    var code = code(provider, request);
    return new Login(
        request, granted(endpoint.exchange(provider, code, request.codeVerifier(), REDIRECT)));
  }

  private AuthorizationRequest begin(Provider provider) {
    return authorizations.begin(provider, REDIRECT, Scopes.of("openid", "offline_access", "email"));
  }

  private Secret code(Provider provider, AuthorizationRequest request) {
    var end = BrowserVisitor.named("ana").visit(request.uri(), REDIRECT.toString());
    var query = query(end.uri());
    assertThat(request.state()).isEqualTo(Secret.of(query.getOrDefault("state", "")));
    var callback = authorizations.read(provider, query);
    assertThat(callback).isInstanceOf(Callback.Code.class);
    return ((Callback.Code) callback).code();
  }

  private Provider provider(Client client) {
    return discovery.discovered(
        Providers.of(server.issuer(), Endpoints.UNKNOWN, client, Quirks.STRICT));
  }

  private static Map<String, String> query(URI uri) {
    return Stream.of(uri.getQuery().split("&", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static TokenReply granted(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Granted.class);
    return ((Granted) outcome).reply();
  }

  private static Secret refreshToken(TokenReply reply) {
    return Objects.requireNonNull(reply.refresh());
  }
}
