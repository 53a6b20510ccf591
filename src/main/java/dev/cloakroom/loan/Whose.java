package dev.cloakroom.loan;

import dev.cloakroom.credential.Secret;
import java.util.Optional;

/// Asks providers whose an access token is.
@FunctionalInterface
public interface Whose {
  /// By the provider's own id; empty when it does not tell now.
  Optional<String> subject(String provider, Secret access);
}
