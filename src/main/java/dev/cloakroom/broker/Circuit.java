package dev.cloakroom.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One provider's circuit: after five failures in a row nothing is sent for a while, then one
/// request alone finds out whether the provider is back. So a dead one is asked by one account, not
/// by all, and is not run over when it comes back: who was turned away comes again in its turn.
///
/// Safe for any thread.
final class Circuit {
  private static final int MOST_FAILURES = 5;
  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final Duration LONGEST_PROBE = Duration.ofMinutes(1);

  /// How far those that were turned away come apart: fifty a second.
  private static final Duration APART = Duration.ofMillis(20);

  private static final int MOST_APART = 15_000;

  private final RandomGenerator random;
  private int failures;
  private int rests;
  private int turnedAway;
  private @Nullable Instant restsUntil;
  private @Nullable Instant probeUntil;

  Circuit(RandomGenerator random) {
    this.random = random;
  }

  /// How long the asker has to stay away; empty when it may send now.
  synchronized Optional<Duration> turnsAway(Instant now) {
    if (restsUntil == null) {
      return Optional.empty();
    }
    boolean probing = probeUntil != null && probeUntil.isAfter(now);
    if (!probing && !restsUntil.isAfter(now)) {
      probeUntil = now.plus(LONGEST_PROBE);
      return Optional.empty();
    }
    var place = APART.multipliedBy(1 + Math.min(turnedAway++, MOST_APART));
    return Optional.of(Duration.between(now, Timing.later(restsUntil, now)).plus(place));
  }

  /// Notes that the asker who was let in has asked no more: another one may.
  synchronized void spared() {
    probeUntil = null;
  }

  /// Notes an answer that shows the provider at work.
  synchronized void answered() {
    failures = 0;
    rests = 0;
    turnedAway = 0;
    restsUntil = null;
    probeUntil = null;
  }

  /// Notes that no usable answer came. True when the circuit has just opened.
  synchronized boolean failed(Instant now, @Nullable Duration retryAfter) {
    boolean probe = probeUntil != null;
    if (restsUntil != null ? !probe : ++failures < MOST_FAILURES) {
      return false; // it was under way before the circuit opened, or is not yet enough
    }
    rests++;
    probeUntil = null;
    turnedAway = 0;
    var rest = Timing.backoff(rests, random);
    var asked = retryAfter == null ? rest : Timing.shorter(retryAfter, LONGEST_REST);
    restsUntil = now.plus(asked.compareTo(rest) > 0 ? asked : rest);
    return rests == 1;
  }
}
