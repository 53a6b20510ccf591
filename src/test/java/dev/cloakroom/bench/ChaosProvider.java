package dev.cloakroom.bench;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.oauth.Discovery;
import dev.cloakroom.oauth.HttpTokenEndpoint;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.Web;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// A chaos server as the engine knows it: strict rotation, its token endpoint named.
final class ChaosProvider {
  static final String ID = "local";

  private ChaosProvider() {}

  static Provider at(URI server) {
    return new Provider(
        ID,
        null,
        new Endpoints(null, server.resolve("/token"), null, null, null),
        new Client("ok", null, Client.Auth.NONE),
        Scopes.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        Quirks.STRICT);
  }

  /// What the host sends with.
  static TokenEndpoint endpoint(Clock clock) {
    var web = Web.open();
    return new HttpTokenEndpoint(web, new Discovery(web, clock), clock);
  }
}
