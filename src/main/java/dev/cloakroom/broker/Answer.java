package dev.cloakroom.broker;

import dev.cloakroom.credential.TokenSet;
import java.time.Duration;
import java.time.Instant;

/// What the broker says to somebody who asks for a token.
public sealed interface Answer {
  /// Here it is: it lives as long as was asked.
  record Live(TokenSet tokens) implements Answer {}

  /// A token that is still good, but lives shorter than asked, because no new one can be had now
  /// (promise P12: fails static).
  ///
  /// @param reason why no new one came
  record StillGood(TokenSet tokens, String reason) implements Answer {}

  /// The provider's tokens never live that long.
  ///
  /// @param lifetime how long they live
  record TooShort(Duration lifetime) implements Answer {}

  /// The token has expired, and no new one can be had right now.
  ///
  /// @param retryAt when it is tried again
  record Deferred(String reason, Instant retryAt) implements Answer {}

  /// A person has to act.
  ///
  /// @param state the account's state in words, such as `needs-consent`
  record PersonNeeded(String state, String reason) implements Answer {}
}
