package dev.cloakroom.broker;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.StoreException;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One refresh, in the order that survives a crash: lease and attempt durable, one POST, the reply
/// sealed and committed, and only then told (promises P1 and P2). Keeps no state.
///
/// The caller holds the account's lock, so that this process has one attempt open at most.
final class Refresher {
  private final Vault vault;
  private final TokenEndpoint endpoint;
  private final Function<String, Provider> providers;
  private final Clock clock;

  Refresher(
      Vault vault, TokenEndpoint endpoint, Function<String, Provider> providers, Clock clock) {
    this.vault = vault;
    this.endpoint = endpoint;
    this.providers = providers;
    this.clock = clock;
  }

  /// How a refresh ended, for the account's custody.
  sealed interface Result {
    /// The next generation, durable.
    record Refreshed(TokenSet tokens) implements Result {}

    /// The next generation, which could not be made durable: it must not leave, and its predecessor
    /// must not be sent again.
    record Unsaved(Attempt attempt, TokenSet tokens) implements Result {}

    /// Nothing came, and nothing is worse than before.
    record Deferred(String reason, @Nullable Duration retryAfter) implements Result {}

    /// Nobody knows whether the refresh token is spent; its attempt stays open.
    ///
    /// @param leewayEnd until when the provider takes a spent one again; null for never
    record Uncertain(String reason, @Nullable Instant leewayEnd) implements Result {}

    /// The provider does not accept us.
    record Misconfigured(String reason) implements Result {}

    /// The authorization is dead.
    record Dead(String reason) implements Result {}

    /// Somebody else connected or removed the account meanwhile; look at the vault again.
    record Overtaken() implements Result {}
  }

  /// Refreshes once. `lastTry` says that an earlier attempt is unaccounted for, and that this is
  /// the only other one that will be made.
  Result refresh(AccountId id, TokenSet current, boolean lastTry) {
    var refresh = current.refresh();
    if (refresh == null) {
      vault.setState(id, AccountState.NEEDS_CONSENT, "no-refresh-token");
      return new Result.Dead("no-refresh-token");
    }
    Provider provider;
    Attempt attempt;
    try {
      provider = providers.apply(id.provider());
      attempt = vault.open(id, current, lastTry, clock.instant());
    } catch (Problem e) {
      return new Result.Deferred(e.code(), null); // nothing was sent
    }
    return classify(attempt, provider, current, endpoint.refresh(provider, refresh));
  }

  private Result classify(
      Attempt attempt, Provider provider, TokenSet current, TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Granted(var reply) -> save(attempt, reply.after(current));
      case TokenOutcome.InvalidGrant(var error) -> dead(attempt, error);
      case TokenOutcome.Misconfigured(var error) -> {
        vault.end(attempt, AccountState.MISCONFIGURED, error);
        yield new Result.Misconfigured(error);
      }
      case TokenOutcome.Unavailable(var reason, var wasSent, var retryAfter) -> {
        if (!wasSent) {
          vault.unsent(attempt);
          yield new Result.Deferred(reason, retryAfter);
        }
        yield unanswered(attempt, provider.quirks(), reason, retryAfter);
      }
    };
  }

  /// Commits a reply that came; called again for one that could not be saved before.
  Result save(Attempt attempt, TokenSet next) {
    try {
      return vault.commit(attempt, next) ? new Result.Refreshed(next) : new Result.Overtaken();
    } catch (StoreException _) {
      return new Result.Unsaved(attempt, next);
    }
  }

  private Result dead(Attempt attempt, String error) {
    var reason = attempt.tries() > 1 ? error + " after an unanswered refresh" : error;
    vault.end(attempt, AccountState.NEEDS_CONSENT, reason);
    return new Result.Dead(reason);
  }

  /// A request that may have been acted on, but brought no usable answer.
  private Result unanswered(
      Attempt attempt, Quirks quirks, String reason, @Nullable Duration retryAfter) {
    if (quirks.rotation() != Quirks.Rotation.SINGLE_USE) {
      vault.end(attempt, AccountState.HEALTHY, "");
      return new Result.Deferred(reason, retryAfter);
    }
    if (attempt.lastTry()) {
      return dead(attempt, reason);
    }
    vault.setState(attempt.account(), AccountState.UNCERTAIN, reason);
    return new Result.Uncertain(reason, leewayEnd(attempt, quirks));
  }

  /// What a crash left open, when the host starts: empty when the account may simply go on.
  Optional<Result> reconcile(AccountId id) {
    return vault
        .openAttempt(id)
        .map(attempt -> unanswered(attempt, quirksOf(id), "interrupted", Duration.ZERO));
  }

  private Quirks quirksOf(AccountId id) {
    try {
      return providers.apply(id.provider()).quirks();
    } catch (Problem _) {
      return Quirks.STRICT;
    }
  }

  private static @Nullable Instant leewayEnd(Attempt attempt, Quirks quirks) {
    var leeway = quirks.reuseLeeway();
    return leeway == null ? null : attempt.openedAt().plus(leeway);
  }
}
