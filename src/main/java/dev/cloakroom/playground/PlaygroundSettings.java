package dev.cloakroom.playground;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// What differs from one playground provider to the next.
///
/// @param issuer its base URL without a path; asked at each request, because a port is often known
///   only once something listens on it
/// @param redirects where the demo client may be sent back to, without a port: any port will do
///   (RFC 8252 section 7.3), everything else has to be the same to the letter
/// @param accessLifetime how long an access token is good for
/// @param marker what every access and refresh token begins with; empty for nothing
public record PlaygroundSettings(
    Supplier<URI> issuer, List<URI> redirects, Duration accessLifetime, String marker) {

  public PlaygroundSettings {
    redirects = List.copyOf(redirects);
  }
}
