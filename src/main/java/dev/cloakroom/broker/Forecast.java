package dev.cloakroom.broker;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Ending;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How long an account lasts, as far as anybody can tell.
///
/// @param end when it ends, however well it is kept; null when no end is known
/// @param restsUntil until when it lasts though nothing refreshes it, as while the host is off;
///   null when that is not known, or no sooner
public record Forecast(@Nullable End end, @Nullable Instant restsUntil) {
  /// The end of an account.
  ///
  /// @param at when a person has to consent again
  /// @param why it ends then
  public record End(Instant at, Ending why) {}

  /// The forecast for `account`; of several ends the first counts.
  ///
  /// @param testMode whether the provider has our client in test
  static Forecast of(Account account, Quirks quirks, boolean testMode) {
    if (account.state() == AccountState.NEEDS_CONSENT) {
      return new Forecast(
          first(end(account.life().expiresAt(), Ending.NEEDS_CONSENT)).orElse(null), null);
    }
    var end = first(Stream.concat(authorization(account, quirks, testMode), tokens(account)));
    var rest = account.refreshable() ? Timing.restsUntil(account, quirks) : null;
    boolean sooner = rest != null && end.filter(one -> !one.at.isAfter(rest)).isEmpty();
    return new Forecast(end.orElse(null), sooner ? rest : null);
  }

  /// The ends that a provider sets. One that a refresh has outlived was none.
  private static Stream<End> authorization(Account account, Quirks quirks, boolean testMode) {
    var begun = account.authorizedAt();
    var told = account.refreshEndMoves() ? null : account.refreshEndsAt();
    return Stream.of(
            end(after(begun, quirks.absoluteLifetime()), Ending.ABSOLUTE_LIFETIME),
            end(after(begun, testMode ? quirks.testLifetime() : null), Ending.TEST_MODE),
            end(account.refreshable() ? told : null, Ending.REFRESH_TOKEN_END))
        .flatMap(ends -> ends)
        .filter(end -> end.at.isAfter(account.life().issuedAt()));
  }

  /// The ends that come of the tokens that are here.
  private static Stream<End> tokens(Account account) {
    if (!account.refreshable()) {
      return end(account.life().expiresAt(), Ending.NO_REFRESH_TOKEN);
    }
    return account.state() == AccountState.UNCERTAIN
        ? end(Timing.lastResort(account.life()), Ending.UNCERTAIN)
        : Stream.empty();
  }

  private static Stream<End> end(@Nullable Instant at, Ending why) {
    return at == null ? Stream.empty() : Stream.of(new End(at, why));
  }

  private static Optional<End> first(Stream<End> ends) {
    return ends.min(Comparator.comparing(End::at));
  }

  private static @Nullable Instant after(Instant begun, @Nullable Duration lifetime) {
    return lifetime == null ? null : begun.plus(lifetime);
  }
}
