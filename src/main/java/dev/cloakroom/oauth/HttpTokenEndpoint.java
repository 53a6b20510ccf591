package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import dev.cloakroom.problem.Problem;
import io.avaje.jsonb.Jsonb;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    return web.send(post(endpoint, provider, client, parameters)) instanceof Heard.Answer answer
        && answer.isSuccess();
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
      return outcome(provider, web.send(post(endpoint, provider, client, parameters)));
    } catch (Problem _) {
      return new Unavailable("discovery", false, null);
    }
  }

  private TokenOutcome outcome(Provider provider, Heard heard) {
    return switch (heard) {
      case Heard.Answer answer ->
          new TokenAnswer(answer, provider.quirks(), clock.instant()).outcome();
      case Heard.Nothing(var reason, var sent) -> new Unavailable(reason, sent, null);
    };
  }

  private @Nullable URI endpoint(Provider provider, Function<Endpoints, @Nullable URI> which) {
    var named = which.apply(provider.endpoints());
    return named != null ? named : which.apply(discovery.discovered(provider).endpoints());
  }

  private static HttpRequest.Builder post(
      URI endpoint, Provider provider, Client client, Map<String, String> parameters) {
    var request = HttpRequest.newBuilder(endpoint);
    var all = new LinkedHashMap<>(parameters);
    var secret = client.secret();
    if (client.auth() == Client.Auth.BASIC && secret != null) {
      request.setHeader("Authorization", basic(client.id(), secret));
    } else {
      all.put("client_id", client.id());
    }
    if (client.auth() == Client.Auth.POST && secret != null) {
      secret.useText(text -> all.put("client_secret", text));
    }
    provider.quirks().tokenHeaders().forEach(request::setHeader);
    return body(request, provider.quirks().bodyFormat(), all);
  }

  private static HttpRequest.Builder body(
      HttpRequest.Builder request, Quirks.BodyFormat format, Map<String, String> parameters) {
    return switch (format) {
      case FORM ->
          request
              .setHeader("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form(parameters)));
      case JSON ->
          request
              .setHeader("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(Jsonb.instance().toJson(parameters)));
    };
  }

  /// RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
  private static String basic(String id, Secret secret) {
    var pair = secret.useText(text -> encode(id) + ":" + encode(text));
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
