package dev.cloakroom.workload;

import dev.cloakroom.credential.Scopes;

/// The permission for a workload to ask a person for an authorization.
///
/// @param askedAs the provider or alias that it may name
/// @param ceiling the short or full scopes that it may ask for at most; none for the alias' own
public record MayAsk(String askedAs, Scopes ceiling) {}
