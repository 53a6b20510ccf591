package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A provider's token and revocation endpoints over HTTP.
public final class HttpTokenEndpoint implements TokenEndpoint {
  private final Web web;
  private final Discovery discovery;
  private final Clock clock;

  /// Endpoints that a provider does not name are asked from `discovery`.
  public HttpTokenEndpoint(Web web, Discovery discovery, Clock clock) {
    this.web = web;
    this.discovery = discovery;
    this.clock = clock;
  }

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    return refreshToken.useText(
        token -> request(provider, Map.of("grant_type", "refresh_token", "refresh_token", token)));
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("redirect_uri", redirect.toString());
    code.useText(text -> parameters.put("code", text));
    codeVerifier.useText(text -> parameters.put("code_verifier", text));
    return request(provider, parameters);
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    var client = provider.client();
    if (client == null) {
      return false;
    }
    try {
      var endpoint = endpoint(provider, Endpoints::revocation);
      return endpoint != null
          && token.useText(text -> revoked(endpoint, provider, client, Map.of("token", text)));
    } catch (Problem _) {
      return false; // nowhere to send it, as with a provider that revokes nothing
    }
  }

  private boolean revoked(
      URI endpoint, Provider provider, Client client, Map<String, String> parameters) {
    return web.send(ClientRequest.to(endpoint, provider, client, parameters))
            instanceof Heard.Answer answer
        && answer.isSuccess();
  }

  @Override
  public Provider located(Provider provider) {
    return provider.endpoints().token() == null ? discovery.discovered(provider) : provider;
  }

  private TokenOutcome request(Provider provider, Map<String, String> parameters) {
    var client = provider.client();
    if (client == null) {
      return new Misconfigured("no-client");
    }
    try {
      var endpoint = endpoint(provider, Endpoints::token);
      if (endpoint == null) {
        return new Misconfigured("no-token-endpoint");
      }
      var askedAt = clock.instant(); // a process may sleep before it reads what came
      var heard = web.send(ClientRequest.to(endpoint, provider, client, parameters));
      return outcome(provider, heard, askedAt);
    } catch (Problem _) {
      return new Unavailable("discovery", false, null);
    }
  }

  private static TokenOutcome outcome(Provider provider, Heard heard, Instant askedAt) {
    return switch (heard) {
      case Heard.Answer answer -> new TokenAnswer(answer, provider.quirks(), askedAt).outcome();
      case Heard.Nothing(var reason, var sent) -> new Unavailable(reason, sent, null);
    };
  }

  private @Nullable URI endpoint(Provider provider, Function<Endpoints, @Nullable URI> which) {
    var named = which.apply(provider.endpoints());
    return named != null ? named : which.apply(discovery.discovered(provider).endpoints());
  }
}
