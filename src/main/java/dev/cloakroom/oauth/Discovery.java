package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds a provider's endpoints by its issuer (OpenID Discovery, RFC 8414), and keeps what it found
/// for an hour. When the issuer is down after that, what it said last still counts.
///
/// Safe for any thread.
public final class Discovery {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration KEPT_WHEN_DOWN = Duration.ofMinutes(1);

  private final Web web;
  private final Clock clock;
  private final Map<URI, Found> found = new ConcurrentHashMap<>();

  private record Found(Metadata metadata, Instant until) {}

  /// One per process, so that its memory is shared.
  public Discovery(Web web, Clock clock) {
    this.web = web;
    this.clock = clock;
  }

  /// The provider with the endpoints that it did not name; as it is when it names all, or no
  /// issuer.
  public Provider discovered(Provider provider) {
    var issuer = provider.issuer();
    if (issuer == null || provider.endpoints().complete()) {
      return provider;
    }
    return with(provider, metadata(provider.id(), issuer));
  }

  private Metadata metadata(String id, URI issuer) {
    var known = found.get(issuer);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known.metadata();
    }
    var kept = fetchOr(known, id, issuer);
    found.put(issuer, kept);
    return kept.metadata();
  }

  private Found fetchOr(@Nullable Found known, String id, URI issuer) {
    try {
      return new Found(fetch(id, issuer), clock.instant().plus(KEPT));
    } catch (Problem problem) {
      if (known == null) {
        throw problem;
      }
      return new Found(known.metadata(), clock.instant().plus(KEPT_WHEN_DOWN));
    }
  }

  private Metadata fetch(String id, URI issuer) {
    String first = null;
    for (var place : places(issuer)) {
      switch (Metadata.read(web.send(HttpRequest.newBuilder(place).GET()), issuer)) {
        case Metadata.Read.Good(var metadata) -> {
          return metadata;
        }
        case Metadata.Read.Bad(var what) -> first = first == null ? what : first;
      }
    }
    throw new Problem(
        Kind.FAILED,
        "discovery-failed",
        "Provider %s: its issuer %s %s. Check providers.%s.issuer, or name the endpoints one by one."
            .formatted(id, issuer.getRawAuthority(), first, id));
  }

  /// OpenID appends its path to the issuer's, RFC 8414 puts its own before it.
  private static List<URI> places(URI issuer) {
    var path = issuer.getRawPath().replaceFirst("/$", "");
    var host = issuer.getScheme() + "://" + issuer.getRawAuthority();
    return List.of(
        URI.create(host + path + "/.well-known/openid-configuration"),
        URI.create(host + "/.well-known/oauth-authorization-server" + path));
  }

  private static Provider with(Provider provider, Metadata metadata) {
    Endpoints endpoints = provider.endpoints().orElse(metadata.endpoints());
    Quirks quirks = provider.quirks();
    return new Provider(
        provider.id(),
        metadata.issuer(),
        endpoints,
        provider.client(),
        provider.scopes(),
        provider.aliases(),
        provider.scopeNames(),
        provider.apiHosts(),
        metadata.callbackIssuer() ? quirks.withCallbackIssuer() : quirks);
  }
}
