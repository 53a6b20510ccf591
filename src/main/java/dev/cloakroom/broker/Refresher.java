package dev.cloakroom.broker;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.StoreException;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Brought;
import dev.cloakroom.vault.Kept;
import dev.cloakroom.vault.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One refresh, in the order that survives a crash: lease and attempt durable, one POST, the reply
/// sealed and committed, and only then told (promises P1 and P2). Of accounts it keeps no state; of
/// each provider it keeps the circuit.
///
/// The caller holds the account's lock, so that this process has one attempt open at most.
final class Refresher {
  private static final Logger LOG = System.getLogger(Refresher.class.getName());

  private final Parts parts;
  private final Afoot afoot;
  private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

  Refresher(Parts parts, Afoot afoot) {
    this.parts = parts;
    this.afoot = afoot;
  }

  /// What is sent, and why.
  ///
  /// @param reconciled the open attempt that is carried on; null for a new one
  /// @param unverified whether the refresh token may have been spent before
  record Intent(@Nullable Attempt reconciled, boolean unverified) {
    /// A refresh like any other.
    static final Intent USUAL = new Intent(null, false);
  }

  /// How a refresh ended, for the account's custody.
  sealed interface Result {
    /// The next generation is durable.
    ///
    /// @param changed whether it really is another token, or lives longer
    record Refreshed(TokenSet tokens, boolean changed) implements Result {}

    /// The next generation could not be made durable in the vault: it must not leave, and its
    /// predecessor must not be sent again.
    record Unsaved(Brought brought, Kept kept) implements Result {}

    /// Nothing came, and nothing is worse than before.
    record Deferred(String reason, @Nullable Duration retryAfter) implements Result {}

    /// It was sent, and no usable answer came; its attempt stays open.
    record Unanswered(Attempt attempt, String reason, @Nullable Duration retryAfter)
        implements Result {}

    /// Somebody else's attempt is open.
    record Held(Attempt attempt) implements Result {}

    /// The provider does not accept us.
    record Misconfigured(String reason) implements Result {}

    /// The authorization is dead.
    record Dead(String reason) implements Result {}

    /// Somebody else refreshed, lent, connected or removed the account meanwhile: look at the vault
    /// again.
    record Overtaken() implements Result {}
  }

  /// Refreshes once, unless the broker is closed.
  Result refresh(AccountId id, TokenSet current, Intent intent) {
    if (!afoot.begin()) {
      return new Result.Deferred("stopped", null);
    }
    try {
      return refreshNow(id, current, intent);
    } finally {
      afoot.end();
    }
  }

  private Result refreshNow(AccountId id, TokenSet current, Intent intent) {
    try {
      var provider = parts.providers().apply(id.provider());
      var away = circuit(provider).turnsAway(parts.clock().instant());
      return away.isPresent() && !intent.unverified()
          ? new Result.Deferred("provider-down", away.get())
          : refresh(id, provider, current, intent);
    } catch (Problem e) {
      return new Result.Deferred(e.code(), null); // nothing was sent
    }
  }

  private Result refresh(AccountId id, Provider provider, TokenSet current, Intent intent) {
    var located = located(provider); // before the lease, since its time is short
    if (located.isEmpty()) {
      return new Result.Deferred("discovery", null);
    }
    var begun = parts.clock().instant();
    try {
      return switch (parts.vault().lease(id, current, intent.reconciled(), begun)) {
        case Lease.Taken(var attempt) -> send(attempt, located.get(), current, intent, begun);
        case Lease.Held(var attempt) -> notSent(provider, new Result.Held(attempt));
        case Lease.Lent _ -> notSent(provider, new Result.Overtaken());
        case Lease.Overtaken() -> notSent(provider, new Result.Overtaken());
      };
    } catch (StoreException e) {
      return notSent(provider, new Result.Deferred(e.code(), null));
    }
  }

  private Result notSent(Provider provider, Result result) {
    circuit(provider).spared();
    return result;
  }

  private Optional<Provider> located(Provider provider) {
    try {
      return Optional.of(parts.endpoint().located(provider));
    } catch (Problem _) {
      note(new TokenOutcome.Unavailable("discovery", false, null), provider);
      return Optional.empty();
    }
  }

  private Result send(
      Attempt attempt, Provider provider, TokenSet current, Intent intent, Instant begun) {
    var refresh = current.refresh();
    if (refresh == null || isLate(attempt, provider, intent, begun)) {
      write(() -> parts.vault().unsent(attempt));
      return notSent(provider, new Result.Deferred("overslept", Duration.ZERO));
    }
    var outcome = parts.endpoint().refresh(provider, refresh);
    var result = classify(attempt, current, intent, outcome);
    note(outcome, provider);
    return result;
  }

  /// Whether this process slept, so that others may have taken over, or the leeway is past.
  private boolean isLate(Attempt attempt, Provider provider, Intent intent, Instant begun) {
    var now = parts.clock().instant();
    return now.isAfter(begun.plus(Verdict.SENT_WITHIN))
        || (intent.unverified() && !now.isBefore(Verdict.leewayEnd(attempt, provider.quirks())));
  }

  private Result classify(Attempt attempt, TokenSet current, Intent intent, TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Granted(var reply) ->
          save(new Brought(attempt, reply.after(current), intent.unverified()), current);
      case TokenOutcome.InvalidGrant(var error) ->
          dead(attempt, attempt.tries() > 1 ? error + " after an unanswered refresh" : error);
      case TokenOutcome.Misconfigured(var error) when attempt.tries() > 1 -> {
        write(() -> parts.vault().unsent(attempt)); // the try before is still unaccounted for
        yield new Result.Deferred(error, null);
      }
      case TokenOutcome.Misconfigured(var error) ->
          ended(attempt, AccountState.MISCONFIGURED, error, new Result.Misconfigured(error));
      case TokenOutcome.Unavailable(var reason, var ambiguous, var retryAfter) -> {
        if (ambiguous) {
          yield new Result.Unanswered(attempt, reason, retryAfter);
        }
        write(() -> parts.vault().unsent(attempt));
        yield new Result.Deferred(reason, retryAfter);
      }
    };
  }

  /// Keeps a reply that came; called again for one that could not be committed before.
  ///
  /// @param before the token set before it; null when that is not at hand
  Result save(Brought brought, @Nullable TokenSet before) {
    var kept = parts.vault().commit(brought);
    return switch (kept) {
      case COMMITTED -> new Result.Refreshed(brought.tokens(), isNew(brought.tokens(), before));
      case OVERTAKEN -> new Result.Overtaken();
      case SPOOLED, IN_MEMORY -> new Result.Unsaved(brought, kept);
    };
  }

  private static boolean isNew(TokenSet tokens, @Nullable TokenSet before) {
    return before == null
        || !tokens.access().equals(before.access())
        || !Objects.equals(tokens.expiresAt(), before.expiresAt());
  }

  /// Notes how an account stands. False when it has moved on from how it was seen.
  boolean note(Account seen, AccountState state, String reason) {
    return write(() -> parts.vault().setState(seen, state, reason));
  }

  private Result dead(Attempt attempt, String reason) {
    return ended(attempt, AccountState.NEEDS_CONSENT, reason, new Result.Dead(reason));
  }

  /// What can't be written down did not happen: it is tried, and told, again.
  private Result ended(Attempt attempt, AccountState state, String reason, Result result) {
    try {
      return parts.vault().end(attempt, state, reason) ? result : new Result.Overtaken();
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the end of an attempt could not be written: " + e.code());
      return new Result.Unanswered(attempt, reason, null);
    }
  }

  private void note(TokenOutcome outcome, Provider provider) {
    var circuit = circuit(provider);
    if (!(outcome instanceof TokenOutcome.Unavailable unavailable)) {
      circuit.answered();
    } else if (circuit.failed(parts.clock().instant(), unavailable.retryAfter())) {
      parts
          .events()
          .publish(
              new Event.Alarm(
                  "provider-down",
                  "%s gives no usable answers (%s): its accounts wait, and one of them asks again now and then."
                      .formatted(provider.id(), unavailable.reason())));
    }
  }

  private Circuit circuit(Provider provider) {
    return circuits.computeIfAbsent(provider.id(), _ -> new Circuit(parts.random()));
  }

  /// Writes down what is known without it, too. When that can't be, an attempt stays open, and is
  /// accounted for like one that a crash left.
  private static boolean write(BooleanSupplier note) {
    try {
      return note.getAsBoolean();
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "how an account stands could not be written: " + e.code());
      return true;
    }
  }
}
