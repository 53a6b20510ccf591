package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Hands out live access tokens and keeps them live. No other code spends a refresh token.
///
/// However many ask, and whatever is due, one account has one attempt at a time. Blocking; safe for
/// any thread.
public final class Broker implements AutoCloseable {
  private final Map<AccountId, Custody> custodies = new ConcurrentHashMap<>();
  private final Parts parts;
  private final Schedule schedule;

  /// What every custody works with.
  record Parts(
      Vault vault,
      Audit audit,
      Refresher refresher,
      Events events,
      Clock clock,
      RandomGenerator random) {}

  /// A broker over `vault`, which finds providers by their id. It refreshes on its own only once it
  /// is started.
  public Broker(
      Vault vault,
      Audit audit,
      TokenEndpoint endpoint,
      Function<String, Provider> providers,
      Events events,
      Clock clock,
      RandomGenerator random) {
    var refresher = new Refresher(vault, endpoint, providers, clock);
    this.parts = new Parts(vault, audit, refresher, events, clock, random);
    this.schedule = new Schedule(clock, this::tend);
  }

  /// Takes all accounts into care, and refreshes each when it is due.
  public void start() {
    for (var account : parts.vault.accounts()) {
      plan(account.id(), custody(account.id()));
    }
    schedule.start();
  }

  /// A token of `id` that lives for `margin` at least; null for what is good for usual purposes. It
  /// is on the audit, as released to `recipient`, before this returns (promise P5).
  ///
  /// @param how the way it goes, such as `access-file`
  /// @throws dev.cloakroom.problem.Problem when the account does not exist, its row is damaged, or
  ///   the audit can't be written
  public Answer token(AccountId id, @Nullable Duration margin, String recipient, String how) {
    var custody = custody(id);
    var before = custody.current().generation();
    var answer = custody.token(margin);
    if (custody.current().generation().isAfter(before)) {
      plan(id, custody);
      parts.audit.superseded(id, custody.current().generation());
    }
    switch (answer) {
      case Answer.Live(var tokens) -> parts.audit.release(id, tokens.generation(), recipient, how);
      case Answer.StillGood(var tokens, _) ->
          parts.audit.release(id, tokens.generation(), recipient, how);
      case Answer.TooShort _, Answer.Deferred _, Answer.PersonNeeded _ -> {}
    }
    return answer;
  }

  /// Saves a new authorization, as the account's next generation, and takes it into care.
  public TokenSet connect(AccountId id, String subject, String label, TokenSet tokens) {
    var saved = parts.vault.connect(id, subject, label, tokens, parts.clock.instant());
    var custody = custody(id);
    custody.adopt(saved);
    plan(id, custody);
    parts.events.publish(new Event.Connected(id));
    parts.events.publish(new Event.Refreshed(id, saved.generation()));
    return saved;
  }

  /// Lets go of an account: it is removed from the vault, and what was delivered of it is dropped.
  public void disconnect(AccountId id) {
    parts.vault.remove(id);
    custodies.remove(id);
    schedule.drop(id);
    parts.events.publish(new Event.Disconnected(id));
  }

  /// The token set that would be handed out now, without refreshing; whatever its state.
  public TokenSet peek(AccountId id) {
    return custody(id).current();
  }

  /// How an account stands, with what the broker knows beyond the vault.
  public Status status(Account account) {
    var custody = custody(account.id());
    var standing = custody.standing();
    return new Status(
        account,
        custody.current(),
        standing.state().word(),
        standing.reason(),
        standing.retryAt(),
        standing.due());
  }

  private Custody custody(AccountId id) {
    var known = custodies.get(id);
    return known != null ? known : custodies.computeIfAbsent(id, this::load);
  }

  private Custody load(AccountId id) {
    Optional<Account> account = parts.vault.account(id);
    return new Custody(
        account.orElseThrow(() -> Vault.unknown(id)), parts.vault.current(id), parts);
  }

  private void tend(AccountId id) {
    var custody = custodies.get(id);
    if (custody != null) {
      custody.tend();
      plan(id, custody);
    }
  }

  private void plan(AccountId id, Custody custody) {
    Instant due = custody.due();
    if (due == null) {
      schedule.drop(id);
    } else {
      schedule.at(due, id);
    }
  }

  @Override
  public void close() {
    schedule.close();
  }

  /// How an account stands right now.
  ///
  /// @param state a state's word, such as `healthy`, `uncertain`, `needs-consent`
  /// @param reason why, in a few words; empty when all is well
  /// @param retryAt when a failed refresh is tried again; null when none failed
  /// @param due when it is refreshed next; null for never
  public record Status(
      Account account,
      TokenSet tokens,
      String state,
      String reason,
      @Nullable Instant retryAt,
      @Nullable Instant due) {}
}
