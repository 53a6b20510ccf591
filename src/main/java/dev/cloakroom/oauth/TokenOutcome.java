package dev.cloakroom.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a request to a token endpoint ended.
public sealed interface TokenOutcome {
  /// The server granted it.
  record Granted(TokenReply reply) implements TokenOutcome {}

  /// The server says that the grant is dead (`invalid_grant` and its kin): a person has to consent.
  ///
  /// @param error the error code of RFC 6749 section 5.2
  record InvalidGrant(String error) implements TokenOutcome {}

  /// The server does not accept this client or request (`invalid_client`, `invalid_scope`, …).
  record Misconfigured(String error) implements TokenOutcome {}

  /// No usable answer: try later.
  ///
  /// @param reason a short code: `connect`, `timeout`, `lost-reply`, `status-503`, `rate-limited`,
  ///   `not-json`, `empty`, `too-large`, `no-access-token`, …
  /// @param ambiguous whether the server may have acted on the request all the same
  /// @param retryAfter what the server asked for; null when it did not say
  record Unavailable(String reason, boolean ambiguous, @Nullable Duration retryAfter)
      implements TokenOutcome {}
}
