package dev.cloakroom.sandbox;

import dev.cloakroom.store.Share;

/// Whom a command runs as.
///
/// @param inside the user as the command sees itself
/// @param share how it reaches what the host makes for the run
public record Users(HostUser inside, Share share) {}
