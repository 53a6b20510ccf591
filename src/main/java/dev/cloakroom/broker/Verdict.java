package dev.cloakroom.broker;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Attempt;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  /// Sending again may end the whole family: what lives is served until then.
  ///
  /// @param until when there is nothing left to lose; null for never
  record Serve(@Nullable Instant until) implements Verdict {}

  /// There is nothing left to lose: the same refresh token is sent again, until the provider says
  /// yes or no.
  record LastResort() implements Verdict {}

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
    if (isInLeeway(attempt, quirks, now)) {
      return new Retry(true);
    }
    var end = Timing.lastResort(life);
    boolean served = life.liveFor(Duration.ZERO, now) && (end == null || end.isAfter(now));
    return served ? new Serve(end) : new LastResort();
  }

  /// Whether a spent refresh token may be sent again. Nobody knows the age of an attempt that comes
  /// from the future: one of the two clocks is wrong.
  private static boolean isInLeeway(Attempt attempt, Quirks quirks, Instant now) {
    return quirks.reuseLeeway() != null
        && !now.isBefore(attempt.openedAt())
        && now.isBefore(leewayEnd(attempt, quirks));
  }

  /// Until when a spent refresh token is sent again. The provider counts from its own receipt,
  /// which is later than our sending; five seconds, or half of a shorter leeway, are left for the
  /// way there.
  static Instant leewayEnd(Attempt attempt, Quirks quirks) {
    var leeway = quirks.reuseLeeway();
    if (leeway == null) {
      return attempt.openedAt();
    }
    var way = Timing.shorter(Duration.ofSeconds(5), leeway.dividedBy(2));
    return attempt.openedAt().plus(leeway).minus(way);
  }
}
