package dev.cloakroom.oauth;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import java.net.URI;

/// Spends codes and refresh tokens at a provider. One call is one POST, never retried in here.
///
/// Blocking; safe for any thread.
public interface TokenEndpoint {
  /// The provider with what [#refresh] has to know of it, so that no other request comes before
  /// that one.
  ///
  /// @throws dev.cloakroom.problem.Problem when that can't be found out now
  default Provider located(Provider provider) {
    return provider;
  }

  /// Sends a refresh token (RFC 6749 section 6).
  TokenOutcome refresh(Provider provider, Secret refreshToken);

  /// Exchanges an authorization code (RFC 6749 section 4.1.3 with RFC 7636).
  TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect);

  /// Revokes a token (RFC 7009). False when the provider has no way to, or did not take it.
  boolean revoke(Provider provider, Secret token);
}
