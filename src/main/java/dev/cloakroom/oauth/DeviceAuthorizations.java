package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The device authorization grant (RFC 8628): begins it, and polls for how it ends.
///
/// Keeps no state; blocking; safe for any thread.
public final class DeviceAuthorizations {
  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final Set<String> DENIED = Set.of("access_denied", "authorization_declined");
  private static final int TOO_MANY = 429;

  private final Web web;
  private final Clock clock;

  /// Asks over `web`.
  public DeviceAuthorizations(Web web, Clock clock) {
    this.web = web;
    this.clock = clock;
  }

  /// Begins one at a provider whose endpoints are known (see [Discovery]).
  ///
  /// @param scopes the full scopes to ask for
  /// @throws Problem `no-client`, `no-device-login`, `device-login-failed`
  public DeviceCode begin(Provider provider, Scopes scopes) {
    var client = Authorizations.client(provider);
    var endpoint = endpoint(provider);
    var parameters = new LinkedHashMap<String, String>();
    if (!scopes.isEmpty()) {
      parameters.put("scope", String.join(provider.quirks().scopeSeparator(), scopes.names()));
    }
    var heard = web.send(ClientRequest.to(endpoint, provider, client, parameters));
    return switch (heard) {
      case Heard.Nothing(var reason, _) -> throw failed(provider, reason);
      case Heard.Answer answer ->
          switch (new DeviceReply(answer, clock.instant()).read()) {
            case DeviceReply.Read.Good(var code) -> code;
            case DeviceReply.Read.Bad(var error) -> throw failed(provider, error);
          };
    };
  }

  /// Asks once whether the person has answered. Nothing is sent again in here.
  public DeviceOutcome poll(Provider provider, DeviceCode code) {
    var client = provider.client();
    var endpoint = provider.endpoints().token();
    if (client == null || endpoint == null) {
      return new DeviceOutcome.Misconfigured(client == null ? "no-client" : "no-token-endpoint");
    }
    var request =
        code.deviceCode()
            .useText(text ->
                ClientRequest.to(
                    endpoint,
                    provider,
                    client,
                    Map.of("grant_type", GRANT_TYPE, "device_code", text)));
    return switch (web.send(request)) {
      case Heard.Nothing(var reason, _) -> new DeviceOutcome.Unavailable(reason, null);
      case Heard.Answer answer -> outcome(provider, answer);
    };
  }

  /// Four error codes mean something here only; all else is as with every token request.
  private DeviceOutcome outcome(Provider provider, Heard.Answer answer) {
    if (answer.status() == TOO_MANY) {
      return new DeviceOutcome.SlowDown(RetryAfter.of(answer, clock.instant()));
    }
    var reply = new TokenAnswer(answer, provider.quirks(), clock.instant());
    var error = answer.status() >= 500 ? "" : reply.error().orElse("");
    if (error.equals("authorization_pending")) {
      return new DeviceOutcome.Pending();
    }
    if (error.equals("slow_down")) {
      return new DeviceOutcome.SlowDown(reply.json().flatMap(DeviceReply::interval).orElse(null));
    }
    return DENIED.contains(error) ? new DeviceOutcome.Denied() : like(reply.outcome());
  }

  private static DeviceOutcome like(TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Granted(var reply) -> new DeviceOutcome.Granted(reply);
      case TokenOutcome.InvalidGrant(var error) -> new DeviceOutcome.Expired(error);
      case TokenOutcome.Misconfigured(var error) -> new DeviceOutcome.Misconfigured(error);
      case TokenOutcome.Unavailable(var reason, _, var retryAfter) ->
          new DeviceOutcome.Unavailable(reason, retryAfter);
    };
  }

  private static URI endpoint(Provider provider) {
    var endpoint = provider.endpoints().deviceAuthorization();
    if (endpoint == null) {
      throw new Problem(
          Kind.USAGE,
          "no-device-login",
          "Provider %1$s takes no logins with a code: log in by its link, or name providers.%1$s.device-authorization-endpoint in cloakroom.yaml if it does."
              .formatted(provider.id()));
    }
    return endpoint;
  }

  private static Problem failed(Provider provider, String error) {
    return new Problem(
        Kind.FAILED,
        "device-login-failed",
        "%s gave no code to log in with: %s. Nothing was changed; try again, or log in by its link."
            .formatted(provider.id(), error));
  }
}
