package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// An authorization server that behaves: small, but right.
///
/// It speaks the code grant with PKCE S256, the device grant (RFC 8628), refresh with rotation and
/// reuse detection, revocation (RFC 7009), metadata (RFC 8414) and `iss` in its answers (RFC 9207),
/// for one public client. Who logs in is believed. All its state is in memory and ends with it.
/// Safe for any thread.
public final class PlaygroundProvider {
  /// The one client that it knows.
  public static final String CLIENT_ID = "cloakroom-demo";

  static final String CLIENT_NAME = "Cloakroom (demo)";

  private final PlaygroundSettings settings;
  private final Ledger ledger;
  private final ConsentDesk consent;
  private final DeviceDesk devices;
  private final TokenDesk tokens;
  private final BearerGate gate;

  public PlaygroundProvider(PlaygroundSettings settings, Clock clock, RandomGenerator random) {
    var mint = new Mint(settings.marker(), random);
    this.settings = settings;
    this.ledger = new Ledger(settings.accessLifetime(), mint, clock);
    this.consent = new ConsentDesk(settings, ledger, mint, clock);
    this.devices = new DeviceDesk(settings, ledger, consent, mint, clock);
    this.tokens = new TokenDesk(ledger, devices);
    this.gate = new BearerGate(ledger);
  }

  /// Everything that it serves.
  public List<Route> routes() {
    return List.of(
        Route.get("/.well-known/oauth-authorization-server", _ -> metadata()),
        Route.get("/authorize", consent::authorize),
        Route.post("/authorize/login", consent::login),
        Route.get("/authorize/consent", consent::ask),
        Route.post("/authorize/consent", consent::decide),
        Route.post("/device_authorization", tokens::device),
        Route.get("/device", devices::ask),
        Route.post("/device", devices::enter),
        Route.post("/token", tokens::token),
        Route.post("/revoke", tokens::revoke),
        Route.get(
            "/userinfo", request -> admit(request, Scopes.NONE, PlaygroundProvider::userinfo)),
        Route.get("/playground.css", _ -> stylesheet()));
  }

  /// How often it granted and refused so far.
  public Counts counts() {
    return ledger.counts();
  }

  /// Answers a request with `resource`, if it bears a token of this provider with the scopes.
  Reply admit(Request request, Scopes needed, Function<Ledger.Pass, Reply> resource) {
    return gate.admit(request, needed, resource);
  }

  private Reply metadata() {
    var issuer = settings.issuer().get().toString();
    var document =
        Json.object(
            "issuer",
            issuer,
            "authorization_endpoint",
            issuer + "/authorize",
            "token_endpoint",
            issuer + "/token",
            "device_authorization_endpoint",
            issuer + "/device_authorization",
            "revocation_endpoint",
            issuer + "/revoke",
            "userinfo_endpoint",
            issuer + "/userinfo",
            "scopes_supported",
            List.copyOf(KnownScopes.ALL.names()),
            "response_types_supported",
            List.of("code"),
            "grant_types_supported",
            List.of("authorization_code", "refresh_token", DeviceDesk.GRANT_TYPE),
            "code_challenge_methods_supported",
            List.of("S256"),
            "token_endpoint_auth_methods_supported",
            List.of("none"),
            "revocation_endpoint_auth_methods_supported",
            List.of("none"),
            "authorization_response_iss_parameter_supported",
            true);
    return Reply.json(Json.write(document));
  }

  private static Reply userinfo(Ledger.Pass pass) {
    var person = pass.person();
    return Reply.json(
        Json.write(
            Json.object("sub", person.subject(), "name", person.name(), "email", person.email())));
  }

  private static Reply stylesheet() {
    try (var css = PlaygroundProvider.class.getResourceAsStream("playground.css")) {
      if (css == null) {
        throw new IllegalStateException("playground.css is missing from the application");
      }
      var text = new String(css.readAllBytes(), StandardCharsets.UTF_8);
      return Reply.text(200, "text/css; charset=utf-8", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
