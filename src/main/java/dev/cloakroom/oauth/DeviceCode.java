package dev.cloakroom.oauth;

import dev.cloakroom.credential.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A device authorization that waits for its person (RFC 8628 section 3.2): the person opens an
/// address in any browser and types the user code, while we poll with the device code.
///
/// @param deviceCode what we poll with
/// @param userCode what the person types
/// @param verificationUri where they type it
/// @param verificationUriComplete the same with the code in it; null when the provider has none
/// @param expiresAt when both codes end, by our clock
/// @param interval how long to wait between two polls
public record DeviceCode(
    Secret deviceCode,
    String userCode,
    URI verificationUri,
    @Nullable URI verificationUriComplete,
    Instant expiresAt,
    Duration interval) {}
