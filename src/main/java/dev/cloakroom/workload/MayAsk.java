package dev.cloakroom.workload;

import dev.cloakroom.credential.Scopes;
import org.jspecify.annotations.Nullable;

/// The permission for a workload to ask a person for an authorization.
///
/// @param askedAs the provider or alias that it may name
/// @param ceiling the short or full scopes that it may ask for at most; none for the alias' own
/// @param form how it would be delivered; null for what the workload has already, or the usual
public record MayAsk(String askedAs, Scopes ceiling, @Nullable Form form) {
  /// The same, delivered as usual.
  public MayAsk(String askedAs, Scopes ceiling) {
    this(askedAs, ceiling, null);
  }
}
