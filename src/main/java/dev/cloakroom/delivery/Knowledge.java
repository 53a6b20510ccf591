package dev.cloakroom.delivery;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.util.Map;

/// What deliveries have to know of accounts.
public interface Knowledge {
  /// What a tool has to know of the account of `grant`.
  ///
  /// @param home the home folder of whoever runs the tool
  /// @param variables what the person sets for it
  Facts of(Grant grant, Phantoms phantoms, Path home, Map<String, String> variables);

  /// Whether the vault has, or had, that refresh token of that account.
  boolean hasHeld(Grant grant, Secret refresh);
}
