package dev.cloakroom.broker;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a token set is refreshed: the formulas of DESIGN.md, without state.
final class Timing {
  private static final Duration SHORTEST_LEAD = Duration.ofMinutes(5);
  private static final Duration LEAST_MARGIN = Duration.ofSeconds(30);

  /// How long a token that came expired is handed out, since there is no better one.
  private static final Duration NEWS = Duration.ofSeconds(10);

  private static final Duration LEAST_REST = Duration.ofMinutes(5);
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 6;

  private Timing() {}

  /// When an account is due: for its access token's sake, or for its refresh token's, which must
  /// not lie unused for too long; whichever comes first. Null when neither ends.
  static @Nullable Instant due(Account account, Quirks quirks, RandomGenerator random) {
    var rest = rest(account, quirks);
    var exercise =
        rest == null ? null : account.life().issuedAt().plus(rest).minus(tenth(rest, random));
    return earlier(due(account.life(), random), exercise);
  }

  /// When an access token is due: its end less the lead, up to a tenth of the lead earlier by
  /// chance, and never within a quarter of its lifetime. Null when it does not expire, and when it
  /// came expired: that one is refreshed when somebody asks.
  static @Nullable Instant due(Life life, RandomGenerator random) {
    var lifetime = life.lifetime();
    if (lifetime == null || life.expiresAt() == null || life.cameExpired()) {
      return null;
    }
    var lead = lead(lifetime);
    return later(life.expiresAt().minus(lead).minus(tenth(lead, random)), notBefore(life));
  }

  /// Until when a refresh token lives unused, by what is known of its provider and what that said;
  /// null when that is for ever, or nobody knows.
  static @Nullable Instant restsUntil(Account account, Quirks quirks) {
    var used = account.life().issuedAt();
    var idle = quirks.idleLifetime();
    var told = account.refreshEndMoves() ? account.refreshEndsAt() : null;
    return earlier(
        idle == null ? null : used.plus(idle), told == null || told.isAfter(used) ? told : null);
  }

  /// How long a refresh token is left unused: until it is to be exercised, or for half of the time
  /// that it lives so. Null for as long as may be.
  private static @Nullable Duration rest(Account account, Quirks quirks) {
    var end = restsUntil(account, quirks);
    var often = quirks.keepAlive();
    if (end == null) {
      return often == null ? null : longer(often, LEAST_REST);
    }
    var half = Duration.between(account.life().issuedAt(), end).dividedBy(2);
    return longer(often == null ? half : shorter(often, half), LEAST_REST);
  }

  /// How long before its end a token is refreshed: min(max(5 min, 20 %), 50 % of the lifetime).
  static Duration lead(Duration lifetime) {
    return shorter(longer(SHORTEST_LEAD, lifetime.dividedBy(5)), lifetime.dividedBy(2));
  }

  /// Before this instant an account is not refreshed again: not within a quarter of its access
  /// token's life, if its refresh token lives that long unused.
  static Instant notBefore(Account account, Quirks quirks) {
    var rest = rest(account, quirks);
    var quarter = notBefore(account.life());
    return rest == null
        ? quarter
        : sooner(quarter, account.life().issuedAt().plus(rest.multipliedBy(9).dividedBy(10)));
  }

  /// Before this instant the token is not refreshed again: a quarter of its lifetime, or ten
  /// seconds when it came expired.
  static Instant notBefore(Life life) {
    if (life.cameExpired()) {
      return life.issuedAt().plus(NEWS);
    }
    var lifetime = life.lifetime();
    return lifetime == null ? life.issuedAt() : life.issuedAt().plus(lifetime.dividedBy(4));
  }

  /// How much life a token must have left when nobody says: 30 s, or a tenth of a short lifetime.
  static Duration usualMargin(Life life) {
    var lifetime = life.lifetime();
    return lifetime == null ? Duration.ZERO : shorter(LEAST_MARGIN, lifetime.dividedBy(10));
  }

  /// When there is nothing left to lose for an access token that is served while nobody knows
  /// whether its refresh token is spent: shortly before its end; null when it does not expire.
  static @Nullable Instant lastResort(Life life) {
    var expiry = life.expiresAt();
    return expiry == null ? null : expiry.minus(usualMargin(life));
  }

  /// How long to wait after the n-th failure in a row: 5 s doubled each time up to 5 min, a tenth
  /// more by chance.
  static Duration backoff(int failures, RandomGenerator random) {
    var plain =
        FIRST_BACKOFF.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS));
    var bounded = shorter(plain, LONGEST_BACKOFF);
    return bounded.plus(tenth(bounded, random));
  }

  /// Up to a tenth of a duration, by chance.
  private static Duration tenth(Duration whole, RandomGenerator random) {
    return whole.dividedBy(10).multipliedBy(random.nextInt(1000)).dividedBy(1000);
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// The earlier of two times, of which either may be missing.
  static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private static Instant sooner(Instant one, Instant other) {
    return other.isBefore(one) ? other : one;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// Whether its token came expired a moment ago: there is nothing better.
  static boolean cameJustNow(Account account, Instant now) {
    return account.life().cameExpired()
        && account.state() != AccountState.NEEDS_CONSENT
        && notBefore(account.life()).isAfter(now);
  }
}
