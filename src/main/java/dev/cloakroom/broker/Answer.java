package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the broker says to somebody who asks for a token.
public sealed interface Answer {
  /// Here it is: it lives as long as was asked.
  record Live(TokenSet tokens) implements Answer {}

  /// A token that is still good, but lives shorter than asked, because no new one can be had now
  /// (promise P12: fails static).
  ///
  /// @param reason why no new one came
  record StillGood(TokenSet tokens, String reason) implements Answer {}

  /// The provider's tokens never live that long, or one was got so lately that none is got now.
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

  /// The tokens, where there are some; else the problem that tells why not.
  default TokenSet tokensOf(AccountId id) {
    return switch (this) {
      case Live(var tokens) -> tokens;
      case StillGood(var tokens, _) -> tokens;
      case TooShort(var lifetime) ->
          throw new Problem(
              Kind.FAILED,
              "token-too-short",
              "Tokens of %s live %s, and the one at hand is new, so none can be had now that lives as long as was asked: ask for less with --min-ttl."
                  .formatted(id, inWords(lifetime)));
      case Deferred(var reason, var retryAt) ->
          throw new Problem(
              Kind.EXPIRED,
              "token-expired",
              "The token of %s has expired, and no new one could be had (%s); it is tried again at %s."
                  .formatted(id, reason, retryAt.truncatedTo(ChronoUnit.SECONDS)));
      case PersonNeeded(var state, var reason) ->
          throw new Problem(
              Kind.PERSON_NEEDED,
              state,
              "The account %s is %s (%s): connect it again with `cloakroom connect %s --as %s`."
                  .formatted(id, state.replace('-', ' '), reason, id.provider(), id.name()));
    };
  }

  /// What is not as it was asked for; empty when all is.
  ///
  /// @param refused the token set that a server has refused, as the asker says; null when it says
  ///   nothing of that
  default Optional<String> warning(AccountId id, @Nullable Generation refused) {
    if (refused != null && !tokensOf(id).generation().isAfter(refused)) {
      return Optional.of(
          "it is the token that was refused: no newer one could be had, or one was asked for within the last minute");
    }
    return this instanceof StillGood(_, var reason)
        ? Optional.of(
            "no new token of %s could be had (%s); this one lives shorter than asked"
                .formatted(id, reason))
        : Optional.empty();
  }

  private static String inWords(Duration lifetime) {
    return lifetime.compareTo(Duration.ofMinutes(2)) < 0
        ? lifetime.toSeconds() + " s"
        : lifetime.toMinutes() + " min";
  }
}
