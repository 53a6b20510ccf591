package dev.cloakroom.catalog;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where a provider's OAuth endpoints are; null where it has none, or where discovery has to tell.
public record Endpoints(
    @Nullable URI authorization,
    @Nullable URI token,
    @Nullable URI revocation,
    @Nullable URI deviceAuthorization,
    @Nullable URI userinfo) {

  /// Nothing known.
  public static final Endpoints UNKNOWN = new Endpoints(null, null, null, null, null);
}
