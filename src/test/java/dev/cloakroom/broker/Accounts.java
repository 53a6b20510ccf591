package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Accounts for tests, consented to and refreshed at one moment.
final class Accounts {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private Accounts() {}

  /// One whose access token lives so long; null for ever.
  static Account living(@Nullable Duration lifetime) {
    return account(NOW, lifetime, true, null, true);
  }

  /// One that was refreshed so long after its person consented.
  static Account refreshedAfter(Duration time) {
    return account(NOW.minus(time), Duration.ofHours(1), true, null, true);
  }

  /// One without a refresh token.
  static Account unrefreshable(@Nullable Duration lifetime) {
    return account(NOW, lifetime, false, null, true);
  }

  /// One of whose refresh token the end is known.
  static Account refreshTokenEnds(Instant end, boolean moves) {
    return account(NOW, null, true, end, moves);
  }

  /// One that stands so, with an access token that lives an hour.
  static Account standing(AccountState state) {
    return living(Duration.ofHours(1)).standing(state, "why");
  }

  private static Account account(
      Instant authorizedAt,
      @Nullable Duration lifetime,
      boolean refreshable,
      @Nullable Instant refreshEnd,
      boolean moves) {
    return new Account(
        new AccountId("google", "ana"),
        "sub-1",
        "ana",
        AccountState.HEALTHY,
        "",
        Generation.NONE.next(),
        authorizedAt,
        authorizedAt,
        new Life(NOW, lifetime == null ? null : NOW.plus(lifetime)),
        refreshable,
        refreshEnd,
        moves,
        Scopes.NONE);
  }
}
