package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import java.time.Duration;

/// How a code or a refresh token fared at the token endpoint.
sealed interface Redemption {
  /// A new token set.
  record Issued(Secret access, Secret refresh, Duration lifetime, Scopes scopes)
      implements Redemption {}

  /// None, with the error code of RFC 6749 section 5.2 and a sentence for the developer.
  record Refused(String error, String description) implements Redemption {}
}
