package dev.cloakroom.broker;

import dev.cloakroom.broker.Refresher.Result;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One account in the broker's care: its live token set, how it stands, and when it is due.
///
/// Askers read the token without a lock while it is good enough. Who needs a new one queues on the
/// lock, and looks again once inside, so that a burst costs one request.
final class Custody {
  /// How long before the end of its access token an uncertain account tries its last.
  private static final Duration LAST_TRY_LEAD = Duration.ofSeconds(30);

  private final AccountId id;
  private final Vault vault;
  private final Refresher refresher;
  private final Events events;
  private final Clock clock;
  private final RandomGenerator random;

  private volatile TokenSet current;
  private volatile AccountState state;
  private volatile String reason;
  private int failures;
  private volatile @Nullable Instant retryAt;
  private volatile @Nullable Instant due;
  private @Nullable Instant leewayEnd;
  private Result.@Nullable Unsaved unsaved;

  Custody(Account account, TokenSet current, Broker.Parts parts) {
    this.id = account.id();
    this.vault = parts.vault();
    this.refresher = parts.refresher();
    this.events = parts.events();
    this.clock = parts.clock();
    this.random = parts.random();
    this.current = current;
    this.state = account.state();
    this.reason = account.reason();
    refresher.reconcile(id).ifPresent(this::note);
    plan();
  }

  /// When there is something to do for this account; null for never.
  @Nullable Instant due() {
    return due;
  }

  TokenSet current() {
    return current;
  }

  Standing standing() {
    return new Standing(state, reason, retryAt, due);
  }

  /// A token that lives for `margin`; null asks for one that is good for usual purposes.
  Answer token(@Nullable Duration margin) {
    var seen = current;
    var now = clock.instant();
    if (seen.liveFor(margin == null ? Timing.usualMargin(seen) : margin, now)) {
      return new Answer.Live(seen);
    }
    synchronized (this) {
      if (!goodEnough(margin)) {
        tryRefresh();
      }
      return goodEnough(margin) ? new Answer.Live(current) : shortage(margin);
    }
  }

  private boolean goodEnough(@Nullable Duration margin) {
    return current.liveFor(margin == null ? Timing.usualMargin(current) : margin, clock.instant());
  }

  /// Why the current token is not what was asked for.
  private Answer shortage(@Nullable Duration margin) {
    var now = clock.instant();
    var lifetime = current.lifetime();
    boolean live = current.liveFor(Duration.ZERO, now);
    if (live
        && margin != null
        && lifetime != null
        && state == AccountState.HEALTHY
        && retryAt == null
        && unsaved == null) {
      return new Answer.TooShort(lifetime);
    }
    if (live) {
      return new Answer.StillGood(current, reason.isEmpty() ? state.word() : reason);
    }
    if (state != AccountState.HEALTHY && unsaved == null) {
      return new Answer.PersonNeeded(state.word(), reason);
    }
    return new Answer.Deferred(reason, retryAt == null ? now : retryAt);
  }

  /// Does what is due, if it still is.
  synchronized void tend() {
    var at = due;
    if (at != null && !at.isAfter(clock.instant())) {
      tryRefresh();
    }
    plan();
  }

  /// Takes up a token set that a person's consent brought.
  synchronized void adopt(TokenSet tokens) {
    current = tokens;
    unsaved = null;
    noteHealthy();
    plan();
  }

  private void tryRefresh() {
    if (unsaved != null) {
      note(refresher.save(unsaved.attempt(), unsaved.tokens()));
    } else if (mayTry()) {
      note(refresher.refresh(id, current, state == AccountState.UNCERTAIN && !inLeeway()));
    }
    plan();
  }

  private boolean mayTry() {
    var now = clock.instant();
    var waitUntil = retryAt;
    if (waitUntil != null && waitUntil.isAfter(now)) {
      return false;
    }
    return switch (state) {
      case NEEDS_CONSENT -> false;
      case UNCERTAIN -> inLeeway() || !lastTryAt().isAfter(now);
      case HEALTHY, MISCONFIGURED ->
          !current.liveFor(Duration.ZERO, now) || !Timing.notBefore(current).isAfter(now);
    };
  }

  private boolean inLeeway() {
    return leewayEnd != null && leewayEnd.isAfter(clock.instant());
  }

  private Instant lastTryAt() {
    var expiry = current.expiresAt();
    return expiry == null ? clock.instant() : expiry.minus(LAST_TRY_LEAD);
  }

  private void note(Result result) {
    switch (result) {
      case Result.Refreshed(var tokens) -> refreshed(tokens);
      case Result.Unsaved kept -> unsaved(kept);
      case Result.Deferred(var why, var retryAfter) -> deferred(why, retryAfter);
      case Result.Uncertain(var why, var until) -> {
        leewayEnd = until;
        retryAt = null;
        if (inLeeway()) {
          deferred(why, null);
        }
        stand(AccountState.UNCERTAIN, why);
      }
      case Result.Misconfigured(var why) -> {
        deferred(why, null);
        stand(AccountState.MISCONFIGURED, why);
      }
      case Result.Dead(var why) -> stand(AccountState.NEEDS_CONSENT, why);
      case Result.Overtaken() -> current = vault.current(id);
    }
  }

  private void refreshed(TokenSet tokens) {
    var before = current;
    unsaved = null;
    current = tokens;
    noteHealthy();
    if (tokens.access().equals(before.access())
        && Objects.equals(tokens.expiresAt(), before.expiresAt())) {
      deferred("unchanged", null);
    }
    events.publish(new Event.Refreshed(id, tokens.generation()));
  }

  private void unsaved(Result.Unsaved kept) {
    boolean first = unsaved == null;
    unsaved = kept;
    deferred("not-saved", null);
    if (first) {
      events.publish(
          new Event.Alarm(
              "not-saved",
              "The new token set of %s can't be written to disk; it is held in memory and not handed out. Free the disk now: the old one is spent."
                  .formatted(id)));
    }
  }

  private void deferred(String why, @Nullable Duration retryAfter) {
    failures++;
    reason = why;
    var wait = retryAfter == null ? Timing.backoff(failures, random) : retryAfter;
    retryAt = clock.instant().plus(wait);
  }

  private void noteHealthy() {
    failures = 0;
    retryAt = null;
    leewayEnd = null;
    stand(AccountState.HEALTHY, "");
  }

  private void stand(AccountState next, String why) {
    boolean changed = state != next;
    state = next;
    reason = why;
    if (changed) {
      events.publish(new Event.StateChanged(id, next.word(), why));
    }
  }

  private void plan() {
    var waitUntil = retryAt;
    due =
        switch (state) {
          case NEEDS_CONSENT -> null;
          case UNCERTAIN -> waitUntil == null ? lastTryAt() : nextTry(waitUntil);
          case HEALTHY, MISCONFIGURED -> waitUntil == null ? usualDue() : waitUntil;
        };
  }

  private Instant nextTry(Instant waitUntil) {
    return inLeeway() ? waitUntil : Timing.later(waitUntil, lastTryAt());
  }

  private @Nullable Instant usualDue() {
    return current.refresh() == null ? null : Timing.due(current, random);
  }

  /// How an account stands, for people.
  record Standing(
      AccountState state, String reason, @Nullable Instant retryAt, @Nullable Instant due) {}
}
