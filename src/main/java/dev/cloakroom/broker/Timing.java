package dev.cloakroom.broker;

import dev.cloakroom.credential.TokenSet;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a token set is refreshed: the formulas of DESIGN.md, without state.
final class Timing {
  private static final Duration SHORTEST_LEAD = Duration.ofMinutes(5);
  private static final Duration LEAST_MARGIN = Duration.ofSeconds(30);
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 6;

  private Timing() {}

  /// How long before its end a token is refreshed: min(max(5 min, 20 %), 50 % of the lifetime).
  static Duration lead(Duration lifetime) {
    return shorter(longer(SHORTEST_LEAD, lifetime.dividedBy(5)), lifetime.dividedBy(2));
  }

  /// When the token set is due: its end less the lead, up to a tenth of the lead earlier by chance,
  /// and never within a quarter of its lifetime. Null when it does not expire.
  static @Nullable Instant due(TokenSet tokens, RandomGenerator random) {
    var lifetime = tokens.lifetime();
    if (lifetime == null || tokens.expiresAt() == null) {
      return null;
    }
    var lead = lead(lifetime);
    var jitter = lead.dividedBy(10).multipliedBy(random.nextInt(1000)).dividedBy(1000);
    return later(tokens.expiresAt().minus(lead).minus(jitter), notBefore(tokens));
  }

  /// Before this instant the token set is not refreshed again.
  static Instant notBefore(TokenSet tokens) {
    var lifetime = tokens.lifetime();
    return lifetime == null ? tokens.issuedAt() : tokens.issuedAt().plus(lifetime.dividedBy(4));
  }

  /// How much life a token must have left when nobody says: 30 s, or a tenth of a short lifetime.
  static Duration usualMargin(TokenSet tokens) {
    var lifetime = tokens.lifetime();
    return lifetime == null ? Duration.ZERO : shorter(LEAST_MARGIN, lifetime.dividedBy(10));
  }

  /// How long to wait after the n-th failure in a row: 5 s doubled each time up to 5 min, a tenth
  /// more by chance.
  static Duration backoff(int failures, RandomGenerator random) {
    var plain =
        FIRST_BACKOFF.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS));
    var bounded = shorter(plain, LONGEST_BACKOFF);
    return bounded.plus(bounded.dividedBy(10).multipliedBy(random.nextInt(1000)).dividedBy(1000));
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
