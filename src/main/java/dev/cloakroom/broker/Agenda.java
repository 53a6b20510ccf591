package dev.cloakroom.broker;

import dev.cloakroom.credential.Life;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an account has to be refreshed, by how it stands.
final class Agenda {
  private Agenda() {}

  /// Whether a refresh is worth its request now, though nothing is known to be wrong.
  static boolean isWorthwhile(Account account, Parts parts) {
    return hasToBeTried(account, parts)
        || !Timing.notBefore(account, parts.quirksOf(account.id().provider()))
            .isAfter(parts.clock().instant());
  }

  /// When there is something to do, if nothing has failed; null for never.
  ///
  /// @param verdict on its open attempt; null when none is open
  static @Nullable Instant next(Account account, @Nullable Verdict verdict, Parts parts) {
    if (account.state() == AccountState.NEEDS_CONSENT) {
      return null;
    }
    if (!account.refreshable()) {
      return account.life().expiresAt();
    }
    return switch (verdict) {
      case Verdict.Wait(var until) -> until;
      case Verdict.Serve(var until) -> until;
      case Verdict.Retry _, Verdict.LastResort() -> parts.clock().instant();
      case null ->
          hasToBeTried(account, parts)
              ? parts.clock().instant()
              : Timing.due(account, parts.quirksOf(account.id().provider()), parts.random());
    };
  }

  /// Whether only a refresh shows how it stands, or its token has ended.
  private static boolean hasToBeTried(Account account, Parts parts) {
    return account.state().isOpen() || isPast(account.life(), parts.clock().instant());
  }

  private static boolean isPast(Life life, Instant now) {
    return !life.cameExpired() && !life.liveFor(Duration.ZERO, now);
  }
}
