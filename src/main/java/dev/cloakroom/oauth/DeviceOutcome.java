package dev.cloakroom.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one poll for a device authorization ended (RFC 8628 section 3.5).
public sealed interface DeviceOutcome {
  /// The person allowed it.
  record Granted(TokenReply reply) implements DeviceOutcome {}

  /// The person has not answered yet.
  record Pending() implements DeviceOutcome {}

  /// The same, and we ask too often: five seconds more between polls from now on.
  ///
  /// @param interval what the server wants instead; null when it does not say
  record SlowDown(@Nullable Duration interval) implements DeviceOutcome {}

  /// The person said no.
  record Denied() implements DeviceOutcome {}

  /// The code is of no use any more: its time is over, or the server does not know it (any longer).
  ///
  /// @param error the error code
  record Expired(String error) implements DeviceOutcome {}

  /// No usable answer: poll again, at a slower pace.
  ///
  /// @param reason a short code, as in [TokenOutcome.Unavailable]
  /// @param retryAfter what the server asked for; null when it did not say
  record Unavailable(String reason, @Nullable Duration retryAfter) implements DeviceOutcome {}

  /// The server does not accept this client or request.
  ///
  /// @param error the error code
  record Misconfigured(String error) implements DeviceOutcome {}
}
