package dev.cloakroom.broker;

import dev.cloakroom.broker.Refresher.Intent;
import dev.cloakroom.broker.Refresher.Result;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Brought;
import dev.cloakroom.vault.Kept;
import dev.cloakroom.vault.Lending;
import dev.cloakroom.vault.Loan;
import dev.cloakroom.vault.Ties;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One account in the broker's care: how it stands, when it is due, and its token set while
/// somebody asks for it.
///
/// Askers read the token without a lock while it is good enough. The first who needs a new one gets
/// it under the lock; those who come meanwhile wait for that one and look again, so that a burst
/// costs one request, and all go on at once.
final class Custody {
  private static final Duration BETWEEN_REFUSALS = Duration.ofMinutes(1);
  private static final Duration BETWEEN_SAVES = Duration.ofSeconds(5);
  private static final long FIRST_LOOK = 10; // milliseconds
  private static final long LONGEST_LOOK = 250;

  private final Parts parts;
  private final Refresher refresher;
  private final Held held;
  private final OpenAttempt open;
  private final Together together = new Together();

  private volatile Account account;
  private volatile String trouble = "";
  private volatile @Nullable Instant retryAt;
  private volatile @Nullable Instant due;
  private volatile Ties ties;
  private int failures;
  private @Nullable Brought unsaved;
  private @Nullable Instant refusedAt;

  Custody(Account account, Optional<Attempt> attempt, Ties ties, Parts parts, Refresher refresher) {
    this.parts = parts;
    this.refresher = refresher;
    var id = account.id(); // not all of it, which would be kept
    this.held = new Held(() -> parts.vault().current(id));
    this.account = account;
    this.unsaved = parts.vault().unsaved(account.id()).orElse(null);
    this.open = new OpenAttempt(parts);
    attempt.ifPresent(open::found);
    this.ties = ties;
    plan();
  }

  /// Begins to care for the account, once nobody else in this process does.
  synchronized void begin() {
    reconcile();
    plan();
  }

  private AccountId id() {
    return account.id();
  }

  private Instant now() {
    return parts.clock().instant();
  }

  /// When there is something to do for this account; null for never.
  @Nullable Instant due() {
    return due;
  }

  /// The account, as the vault has it.
  Account account() {
    return account;
  }

  /// What ties the account to a run, or to a workload.
  Ties ties() {
    return ties;
  }

  /// The token set that would be handed out now, whatever its state.
  TokenSet current() {
    return held.of(account.generation());
  }

  Broker.Status status() {
    var seen = account;
    return new Broker.Status(seen, reason(seen), retryAt, due);
  }

  private String reason(Account seen) {
    var lent = ties.loan();
    var other = lent == null ? trouble : Loans.words(lent);
    return seen.reason().isEmpty() ? other : seen.reason();
  }

  /// A token that lives for `margin`; null asks for one that is good for usual purposes.
  Answer token(@Nullable Duration margin) {
    var good = good(margin);
    return good == null ? together.first(() -> good(margin), () -> get(margin)) : good;
  }

  private @Nullable Answer good(@Nullable Duration margin) {
    return isGood(margin) ? new Answer.Live(current()) : null;
  }

  private synchronized Answer get(@Nullable Duration margin) {
    if (!isGood(margin)) {
      act(false);
      awaitHolder(margin);
    }
    return isGood(margin) ? new Answer.Live(current()) : shortage(margin);
  }

  private boolean isLive() {
    return account.life().liveFor(Duration.ZERO, now());
  }

  private boolean isGood(@Nullable Duration margin) {
    var life = account.life();
    return life.liveFor(margin == null ? Timing.usualMargin(life) : margin, now());
  }

  /// Why the current token is not what was asked for.
  private Answer shortage(@Nullable Duration margin) {
    var lifetime = account.life().lifetime();
    boolean healthy = account.state() == AccountState.HEALTHY;
    boolean live = isLive();
    var lent = ties.loan();
    if (lent != null && (margin != null || !live)) {
      throw Loans.lent(lent); // nobody here can get a newer one
    }
    if (live && margin != null && lifetime != null && healthy && retryAt == null) {
      return new Answer.TooShort(lifetime);
    }
    var reason = reason(account);
    if (Timing.cameJustNow(account, now()) && current().access().length() > 0) {
      return new Answer.StillGood(current(), "no-lifetime");
    }
    if (live) {
      return new Answer.StillGood(current(), reason.isEmpty() ? account.state().word() : reason);
    }
    if (!healthy && unsaved == null) {
      return new Answer.PersonNeeded(account.state().word(), reason);
    }
    return new Answer.Deferred(reason, retryAt == null ? now() : retryAt);
  }

  /// Does what is due, if it still is.
  synchronized void tend() {
    var at = due;
    if (at != null && !at.isAfter(now())) {
      act(false);
    }
    plan();
  }

  /// Hears that a server refused the access token of `generation`, though it has not expired: gets
  /// a new one out of turn, at most once a minute.
  synchronized void refused(Generation generation) {
    var before = refusedAt;
    boolean rests = before != null && before.plus(BETWEEN_REFUSALS).isAfter(now());
    if (!rests && ties.loan() == null && account.generation().equals(generation)) {
      refusedAt = now();
      act(true);
      plan();
    }
  }

  /// Lends the refresh token, once nothing is in doubt and the access token is good for usual
  /// purposes, if that can be had.
  synchronized Lending.Answer.Taken lend(Loan.Terms terms) {
    look();
    Loans.requireFor(terms, ties, id());
    boolean settled = account.state() == AccountState.HEALTHY && verdict() == null;
    if (!settled || !isGood(null)) {
      act(false);
      awaitHolder(null);
    }
    var answer = parts.vault().lending().lend(id(), account.generation(), terms, now());
    look();
    return switch (answer) {
      case Lending.Answer.Taken taken -> taken;
      case Lending.Answer.Lent(var other) -> throw Loans.lent(other);
      case Lending.Answer.NotNow() -> throw Loans.unsettled(account, reason(account));
    };
  }

  /// Takes up what another hand wrote into the vault: a consent, a restore, or another node.
  synchronized void look() {
    var before = account.generation();
    var found = parts.vault().account(id());
    ties = parts.vault().lending().ties(id());
    parts.vault().openAttempt(id()).ifPresentOrElse(open::found, open::over);
    if (found.isPresent()) {
      take(found.get());
      if (account.generation().isAfter(before)) {
        renewed();
      }
    }
    plan();
  }

  /// Waits for another node's attempt, as long as it may bring something.
  private void awaitHolder(@Nullable Duration margin) {
    for (long millis = FIRST_LOOK;
        !isGood(margin) && verdict() instanceof Verdict.Wait;
        millis = Math.min(LONGEST_LOOK, millis + millis / 16)) {
      try {
        parts.pause().of(millis);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      look();
      if (!isGood(margin) && !(verdict() instanceof Verdict.Wait)) {
        act(false);
      }
    }
  }

  /// Sends, saves or does nothing, as things stand now.
  private void act(boolean outOfTurn) {
    var waitUntil = retryAt;
    if (waitUntil != null && waitUntil.isAfter(now())) {
      return;
    }
    reconcile();
    if (!account.refreshable() && !isLive()) {
      stand(AccountState.NEEDS_CONSENT, "no-refresh-token");
    } else if (unsaved != null) {
      note(refresher.save(unsaved, held.peek()));
    } else {
      intent(outOfTurn).ifPresent(this::send);
    }
    plan();
  }

  /// Sends the refresh token of the generation that is known here. When another node has brought a
  /// newer one meanwhile, that is taken up instead: it needs no refresh.
  private void send(Intent intent) {
    var tokens = toSend();
    if (tokens.generation().equals(account.generation())) {
      note(refresher.refresh(id(), tokens, intent));
    } else {
      look();
    }
  }

  private TokenSet toSend() {
    var tokens = held.peek();
    return tokens != null && tokens.generation().equals(account.generation())
        ? tokens
        : parts.vault().current(id());
  }

  private Optional<Intent> intent(boolean outOfTurn) {
    if (!account.refreshable()
        || account.state() == AccountState.NEEDS_CONSENT
        || ties.loan() != null) {
      return Optional.empty();
    }
    return switch (verdict()) {
      case Verdict.Retry(var unverified) -> Optional.of(new Intent(open.get(), unverified));
      case Verdict.LastResort() -> Optional.of(new Intent(open.get(), false));
      case Verdict.Serve(var until) ->
          outOfTurn && until == null // else it is tried again by itself
              ? Optional.of(new Intent(open.get(), false))
              : Optional.empty();
      case Verdict.Wait _ -> Optional.empty();
      case null ->
          outOfTurn || Agenda.isWorthwhile(account, parts)
              ? Optional.of(Intent.USUAL)
              : Optional.empty();
    };
  }

  private @Nullable Verdict verdict() {
    return open.verdict(account.life());
  }

  private void note(Result result) {
    switch (result) {
      case Result.Refreshed(var tokens, var changed) -> refreshed(tokens, changed);
      case Result.Unsaved(var brought, var kept) -> unsaved(brought, kept);
      case Result.Deferred(var why, var retryAfter) -> deferred(why, retryAfter);
      case Result.Unanswered(var attempt, var why, var retryAfter) ->
          unanswered(attempt, why, retryAfter);
      case Result.Held(var attempt) -> open.found(attempt);
      case Result.Misconfigured(var why) -> {
        open.over();
        deferred(why, null);
        take(account.standing(AccountState.MISCONFIGURED, why));
      }
      case Result.Dead(var why) -> {
        open.over();
        take(account.standing(AccountState.NEEDS_CONSENT, why));
      }
      case Result.Overtaken() -> {
        unsaved = null;
        look();
      }
    }
  }

  private void unanswered(Attempt attempt, String why, @Nullable Duration retryAfter) {
    open.unanswered(attempt);
    deferred(why, retryAfter);
    retryAt = Timing.earlier(retryAt, open.middleOfLeeway(account.life()));
    reconcile();
  }

  /// Notes how the account stands with an attempt that nobody accounts for.
  private void reconcile() {
    if (open.isUncertain(account.life())) {
      stand(AccountState.UNCERTAIN, trouble.isEmpty() ? "interrupted" : trouble);
    }
  }

  /// Notes how the account stands, here and in the vault.
  private void stand(AccountState state, String why) {
    if (account.state() == state) {
      return;
    }
    if (refresher.note(account, state, why)) {
      take(account.standing(state, why));
    } else {
      look();
    }
  }

  private void refreshed(TokenSet tokens, boolean changed) {
    unsaved = null;
    take(parts.vault().require(id()));
    held.renew(tokens.generation().equals(account.generation()) ? tokens : null);
    renewed();
    if (!changed) {
      deferred("unchanged", null);
    }
  }

  private void renewed() {
    open.over();
    failures = 0;
    retryAt = null;
    trouble = "";
    parts.events().publish(new Event.Refreshed(id(), account.generation()));
  }

  private void unsaved(Brought brought, Kept kept) {
    boolean first = unsaved == null;
    unsaved = brought;
    trouble = "not-saved";
    retryAt = now().plus(BETWEEN_SAVES);
    if (first) {
      parts.events().publish(Alarms.notSaved(id(), kept));
    }
  }

  private void deferred(String why, @Nullable Duration retryAfter) {
    failures++;
    trouble = why;
    retryAt =
        now().plus(retryAfter == null ? Timing.backoff(failures, parts.random()) : retryAfter);
  }

  private void take(Account next) {
    boolean changed = account.state() != next.state();
    account = next;
    if (changed) {
      parts.events().publish(new Event.StateChanged(id(), next.state().word(), next.reason()));
    }
  }

  private void plan() {
    var at =
        unsaved != null
            ? now()
            : ties.loan() != null ? null : Agenda.next(account, verdict(), parts);
    var wait = retryAt;
    due = at == null || wait == null ? at : Timing.later(at, wait);
  }
}
