package dev.cloakroom.vault;

import dev.cloakroom.credential.TokenSet;

/// What an attempt brought.
///
/// @param tokens the next generation
/// @param unverified whether a refresh token that may have been spent was sent for it, so that
///   nobody knows yet whether the provider still honours its family
public record Brought(Attempt attempt, TokenSet tokens, boolean unverified) {}
