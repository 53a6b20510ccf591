package dev.cloakroom.broker;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Attempt;
import java.time.Duration;
import java.time.Instant;

/// What may be done about an attempt whose reply nobody has: the rule for every lost reply, crash
/// and stopped node (promise P2).
sealed interface Verdict {
  /// How long after it was first seen an attempt of another node may still bring a reply: no
  /// running process sends later than [#SENT_WITHIN] after it took its lease, and none waits longer
  /// than 30 seconds for a reply.
  Duration LEASE = Duration.ofSeconds(45);

  /// How long after it took its lease a process may still send.
  Duration SENT_WITHIN = Duration.ofSeconds(10);

  /// Its holder may still answer for it until then.
  record Wait(Instant until) implements Verdict {}

  /// The same refresh token may be sent again at once.
  ///
  /// @param unverified whether it may have been spent, and the provider only overlooks that
  record Retry(boolean unverified) implements Verdict {}

  /// Sending again may end the whole family: what lives is served until then, and after that the
  /// last try is made.
  record Serve(Instant until) implements Verdict {}

  /// The time for the one last try has come: there is nothing left to lose.
  record LastTry() implements Verdict {}

  /// The last try was made, and nobody knows how it ended: a person is needed.
  record Over() implements Verdict {}

  /// The verdict on `attempt`.
  ///
  /// @param waitUntil until when its holder may still have it in hand
  /// @param life of the access token that is served meanwhile
  static Verdict on(Attempt attempt, Instant waitUntil, Quirks quirks, Life life, Instant now) {
    if (waitUntil.isAfter(now)) {
      return new Wait(waitUntil);
    }
    if (quirks.rotation() != Quirks.Rotation.SINGLE_USE) {
      return new Retry(false);
    }
    if (now.isBefore(leewayEnd(attempt, quirks))) {
      return new Retry(true);
    }
    if (attempt.lastTry()) {
      return new Over();
    }
    var lastTry = Timing.lastTry(life);
    return lastTry != null && lastTry.isAfter(now) ? new Serve(lastTry) : new LastTry();
  }

  /// Until when a spent refresh token is sent again. The provider counts from its own receipt,
  /// which is later than our sending; a second, or half of a shorter leeway, is left for the way
  /// there.
  static Instant leewayEnd(Attempt attempt, Quirks quirks) {
    var leeway = quirks.reuseLeeway();
    if (leeway == null) {
      return attempt.openedAt();
    }
    var way = Timing.shorter(Duration.ofSeconds(1), leeway.dividedBy(2));
    return attempt.openedAt().plus(leeway).minus(way);
  }
}
