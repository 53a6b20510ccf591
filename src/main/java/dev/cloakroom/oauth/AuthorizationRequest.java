package dev.cloakroom.oauth;

import dev.cloakroom.credential.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// One attempt at an authorization, as it begins (RFC 6749 section 4.1.1).
///
/// @param uri where to send the person's browser
/// @param state binds the callback to this attempt
/// @param codeVerifier proves to the token endpoint that the code is ours (RFC 7636)
/// @param nonce binds the id token to this attempt; null when none is asked for
public record AuthorizationRequest(
    URI uri, Secret state, Secret codeVerifier, @Nullable Secret nonce) {}
