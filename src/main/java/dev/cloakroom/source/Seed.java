package dev.cloakroom.source;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import java.util.Optional;
import java.util.function.Supplier;

/// Where the first tokens of an account may be found when the host starts.
///
/// @param source which place that is, in words: `env NAME` or `file PATH`
/// @param value what is there; empty when there is nothing
public record Seed(AccountId account, String source, Supplier<Optional<Secret>> value) {}
