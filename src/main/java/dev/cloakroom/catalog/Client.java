package dev.cloakroom.catalog;

import dev.cloakroom.credential.Secret;
import org.jspecify.annotations.Nullable;

/// How Cloakroom presents itself to a provider (RFC 6749 section 2).
///
/// @param id the client id
/// @param secret the client secret; null for public clients
/// @param auth how the token endpoint wants it
/// @param testMode whether the provider has it in a test mode, where authorizations may end sooner
public record Client(String id, @Nullable Secret secret, Auth auth, boolean testMode) {
  /// A client that is in use, not in test.
  public Client(String id, @Nullable Secret secret, Auth auth) {
    this(id, secret, auth, false);
  }

  /// Client authentication methods of the token endpoint.
  public enum Auth {
    /// HTTP Basic, both halves form-encoded (RFC 6749 section 2.3.1).
    BASIC,
    /// `client_id` and `client_secret` in the body.
    POST,
    /// A public client: `client_id` in the body, no secret.
    NONE
  }
}
