package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Client;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Providers for tests.
final class Providers {
  static final Client PUBLIC = new Client("app", null, Client.Auth.NONE);

  private Providers() {}

  static Client confidential(Client.Auth auth) {
    return new Client("my app", Secret.of("s3:cret&+"), auth);
  }

  /// A provider with all endpoints at `server`.
  static Provider at(FakeAuthorizationServer server) {
    return of(server.uri(""), endpoints(server), PUBLIC, Quirks.STRICT);
  }

  static Provider of(
      @Nullable URI issuer, Endpoints endpoints, @Nullable Client client, Quirks quirks) {
    return new Provider(
        "local", issuer, endpoints, client, Scopes.NONE, Map.of(), Map.of(), List.of(), quirks);
  }

  static Endpoints endpoints(FakeAuthorizationServer server) {
    return new Endpoints(
        server.uri("/auth"),
        server.uri("/token"),
        server.uri("/revoke"),
        server.uri("/device"),
        server.uri("/me"));
  }

  /// Every quirk that the tests here turn.
  static Quirks quirks(
      Quirks.BodyFormat format, @Nullable Duration assumed, boolean errorInSuccess, int... dead) {
    var statuses = Arrays.stream(dead).boxed().toList();
    return new Quirks(
        Quirks.Rotation.SINGLE_USE,
        null,
        assumed,
        null,
        null,
        null,
        null,
        format,
        ",",
        Map.of("access_type", "offline", "state", "forged"),
        Map.of("X-Extra", "yes"),
        errorInSuccess,
        Set.copyOf(statuses),
        true,
        "id");
  }
}
