package dev.cloakroom.catalog;

import dev.cloakroom.credential.Scopes;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An authorization server and the API hosts that its tokens open, as the catalogue knows it.
///
/// @param id the name in account ids, such as `google`
/// @param issuer the issuer to discover the endpoints from (RFC 8414, OpenID Discovery); null when
///   the endpoints are named one by one
/// @param endpoints the endpoints that are known without discovery; they win over discovered ones
/// @param client how Cloakroom presents itself there; null until the person registers one
/// @param scopes what is asked for when nobody says which
/// @param aliases other names for this provider, each with its own set of short scope names
/// @param scopeNames full scope by short name, such as `calendar` for its URL at google
/// @param apiHosts where its tokens may be sent, each `host` or `host:port`
/// @param quirks how it differs from the RFCs
public record Provider(
    String id,
    @Nullable URI issuer,
    Endpoints endpoints,
    @Nullable Client client,
    Scopes scopes,
    Map<String, Scopes> aliases,
    Map<String, String> scopeNames,
    List<String> apiHosts,
    Quirks quirks) {

  public Provider {
    aliases = Map.copyOf(aliases);
    scopeNames = Map.copyOf(scopeNames);
    apiHosts = List.copyOf(apiHosts);
  }

  /// Nothing but a name: what the settings of a new provider start from.
  static Provider named(String id) {
    return new Provider(
        id,
        null,
        Endpoints.UNKNOWN,
        null,
        Scopes.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        Quirks.STRICT);
  }

  /// The full scopes for `names`, each a short name of this provider or a full scope already.
  public Scopes expand(Scopes names) {
    return Scopes.of(names.names().stream().map(n -> scopeNames.getOrDefault(n, n)).toList());
  }
}
