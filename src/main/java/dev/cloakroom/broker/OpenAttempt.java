package dev.cloakroom.broker;

import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Attempt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The attempt of one account whose reply nobody has yet, if there is one, and what may be done
/// about it. Guarded by its [Custody].
final class OpenAttempt {
  private final Parts parts;
  private volatile @Nullable Known known;

  /// @param waitUntil until when its holder may have it in hand
  private record Known(Attempt attempt, Instant waitUntil) {}

  OpenAttempt(Parts parts) {
    this.parts = parts;
  }

  /// The attempt; null when none is open.
  @Nullable Attempt get() {
    var one = known;
    return one == null ? null : one.attempt;
  }

  /// Hears of one that is open in the vault. Another node's may still be in hand.
  void found(Attempt attempt) {
    var before = get();
    if (before == null || before.fence() != attempt.fence()) {
      var holder = parts.vault().holder();
      boolean abandoned = holder.holds(attempt) || holder.succeeds(attempt);
      var now = parts.clock().instant();
      known = new Known(attempt, abandoned ? now : now.plus(Verdict.LEASE));
    }
  }

  /// Hears that this process sent it, and that no usable answer came.
  void unanswered(Attempt attempt) {
    known = new Known(attempt, parts.clock().instant());
  }

  /// Hears that none is open any more.
  void over() {
    known = null;
  }

  /// What may be done about it; null when none is open.
  ///
  /// @param life of the access token that is served meanwhile
  @Nullable Verdict verdict(Life life) {
    var one = known;
    return one == null
        ? null
        : Verdict.on(
            one.attempt,
            one.waitUntil,
            parts.quirksOf(one.attempt.account().provider()),
            life,
            parts.clock().instant());
  }

  /// Whether nobody knows if its refresh token is spent.
  boolean isUncertain(Life life) {
    return switch (verdict(life)) {
      case Verdict.Retry(var unverified) -> unverified;
      case Verdict.Serve _, Verdict.LastResort() -> true;
      case Verdict.Wait _ -> false;
      case null -> false;
    };
  }

  /// In the middle of what is left of the provider's leeway; null when that does not help.
  @Nullable Instant middleOfLeeway(Life life) {
    var one = known;
    if (one == null || !(verdict(life) instanceof Verdict.Retry(var unverified)) || !unverified) {
      return null;
    }
    var now = parts.clock().instant();
    var end = Verdict.leewayEnd(one.attempt, parts.quirksOf(one.attempt.account().provider()));
    return now.plus(Duration.between(now, end).dividedBy(2));
  }
}
