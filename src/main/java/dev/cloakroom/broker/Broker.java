package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.event.Event;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.StoreException;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.Adoption;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Intake;
import dev.cloakroom.vault.Lending;
import dev.cloakroom.vault.Loan;
import dev.cloakroom.vault.Ties;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Hands out live access tokens and keeps them live. No other code spends a refresh token.
///
/// However many ask, and whatever is due, one account has one attempt at a time: in this process by
/// the account's lock, across processes and nodes by its lease in the vault. Blocking; safe for any
/// thread.
public final class Broker implements AutoCloseable {
  /// Longer than a request may take: what it brings must not be lost.
  private static final Duration LAST_REPLY = Duration.ofSeconds(40);

  private static final Logger LOG = System.getLogger(Broker.class.getName());

  private final Map<AccountId, Custody> custodies = new ConcurrentHashMap<>();
  private final Map<AccountId, Together> loading = new ConcurrentHashMap<>();
  private final Map<String, String> workloads = new ConcurrentHashMap<>();
  private final Afoot afoot = new Afoot();
  private final Parts parts;
  private final Refresher refresher;
  private final Schedule schedule;
  private final Forewarning forewarning;
  private final Aside aside;
  private long seen; // the last change of the vault that is known

  /// The accounts that were changed, and are still to be looked at.
  private final Set<AccountId> missed = ConcurrentHashMap.newKeySet();

  /// A broker that refreshes on its own only once it is started.
  public Broker(Parts parts) {
    this(parts, Aside.THREADS);
  }

  Broker(Parts parts, Aside aside) {
    this.parts = parts;
    this.aside = (what, id, task) -> begin(aside, what, id, task);
    this.refresher = new Refresher(parts, afoot);
    this.schedule = new Schedule(parts.clock(), this::tend, this.aside);
    this.forewarning = new Forewarning(parts);
  }

  private void begin(Aside how, String what, AccountId id, Runnable task) {
    if (afoot.begin()) {
      how.start(
          what,
          id,
          () -> {
            try {
              task.run();
            } finally {
              afoot.end();
            }
          });
    }
  }

  /// Takes all accounts into care, and refreshes each when it is due.
  public void start() {
    takeAll();
    schedule.start();
  }

  void takeAll() {
    seen = parts.vault().lastChange();
    var open =
        parts.vault().openAttempts().stream()
            .collect(Collectors.toMap(Attempt::account, Function.identity()));
    var ties = parts.vault().lending().ties();
    for (var account : parts.vault().accounts()) {
      var attempt = Optional.ofNullable(open.get(account.id()));
      var tied = ties.getOrDefault(account.id(), Ties.NONE);
      var custody = take(new Custody(account, attempt, tied, parts, refresher));
      plan(account.id(), custody);
    }
  }

  Schedule schedule() {
    return schedule;
  }

  /// The one custody of that account: somebody may have asked for it already.
  private Custody take(Custody custody) {
    var before = custodies.putIfAbsent(custody.account().id(), custody);
    if (before == null) {
      custody.begin();
    }
    return before == null ? custody : before;
  }

  /// Takes up what other nodes did to accounts since the last call.
  public synchronized void follow() {
    var changes = parts.vault().changesSince(seen);
    seen = changes.newest();
    missed.addAll(changes.accounts());
    for (var id : List.copyOf(missed)) {
      missed.remove(id);
      orLater(id, () -> follow(id));
    }
  }

  /// Does it the next time again, when the store can't be read now.
  private void orLater(AccountId id, Runnable task) {
    try {
      task.run();
    } catch (StoreException _) {
      missed.add(id);
    } catch (Problem e) {
      LOG.log(Level.WARNING, "could not look at " + id + ": " + e.code());
    }
  }

  private void follow(AccountId id) {
    var custody = custodies.get(id);
    var account = parts.vault().account(id);
    if (account.isEmpty()) {
      parts.vault().dropUnsaved(id);
      if (custody != null) {
        forget(id);
      }
    } else if (custody == null) {
      plan(id, custody(id));
    } else if (!account.get().equals(custody.account())) {
      aside.start("look", id, () -> orLater(id, () -> look(id, custody)));
    }
  }

  private void look(AccountId id, Custody custody) {
    custody.look();
    plan(id, custody);
  }

  /// Introduces a recipient of tokens as a workload's, until it is [#dismiss]ed. One that was not
  /// introduced is a workload of its own.
  public void introduce(String recipient, String workload) {
    workloads.put(recipient, workload);
  }

  /// Forgets a recipient that was introduced.
  public void dismiss(String recipient) {
    workloads.remove(recipient);
  }

  /// A token of `id` that lives for `margin` at least; null for what is good for usual purposes. It
  /// is on the audit, as released to `recipient`, before this returns (promise P5).
  ///
  /// @param how the way it goes, such as `access-file`
  /// @throws dev.cloakroom.problem.Problem when the account does not exist, its row is damaged, it
  ///   serves another workload only, its refresh token is lent, or the audit can't be written
  public Answer token(AccountId id, @Nullable Duration margin, String recipient, String how) {
    var custody = custody(id);
    if (!custody.ties().serves(workloads.getOrDefault(recipient, recipient))) {
      throw Loans.bound(custody.ties(), id);
    }
    var before = custody.due();
    var answer = custody.token(margin);
    if (!Objects.equals(custody.due(), before)) {
      plan(id, custody);
    }
    switch (answer) {
      case Answer.Live(var tokens) ->
          parts.audit().release(id, tokens.generation(), recipient, how);
      case Answer.StillGood(var tokens, _) ->
          parts.audit().release(id, tokens.generation(), recipient, how);
      case Answer.TooShort _, Answer.Deferred _, Answer.PersonNeeded _ -> {}
    }
    return answer;
  }

  /// Hears that a server refused the access token of `generation` before its end: a newer one is
  /// got out of turn, at most once a minute.
  public void refused(AccountId id, Generation generation) {
    var custody = custody(id);
    custody.refused(generation);
    plan(id, custody);
  }

  /// Saves a new authorization, as the account's next generation, and takes it into care.
  public TokenSet connect(AccountId id, String subject, String label, TokenSet tokens) {
    var saved = parts.vault().connect(id, subject, label, tokens, parts.clock().instant());
    boolean known = custodies.containsKey(id);
    look(id, custody(id));
    parts.events().publish(new Event.Connected(id));
    if (!known) {
      parts.events().publish(new Event.Refreshed(id, saved.generation()));
    }
    return saved;
  }

  /// Lends the refresh token of an account to a run: until it is given back, nobody here sends it.
  /// A token set that is not as good as one can be had is refreshed before.
  ///
  /// @throws Problem `account-lent` when another run has it, `not-lendable` or `needs-consent` when
  ///   the account is not well
  public Lending.Answer.Taken lend(AccountId id, Loan.Terms terms) {
    var custody = custody(id);
    introduce(terms.run(), terms.workload());
    try {
      return custody.lend(terms);
    } finally {
      plan(id, custody);
    }
  }

  /// Adopts what the tool of a run has got for the refresh token that was lent to it, if it is
  /// newer; it is durable on return, and told.
  public Adoption adopt(Loan loan, Lending.Find find) {
    var adoption = parts.vault().lending().adopt(loan, find);
    if (adoption == Adoption.ADOPTED || adoption == Adoption.OVER) {
      lookAt(loan.account());
    }
    return adoption;
  }

  /// Takes a loan back: the host refreshes the account again.
  ///
  /// @param doubt why nobody knows whether its refresh token is spent, so that one refresh has to
  ///   show it now; empty when there is none
  public void giveBack(Loan loan, String doubt) {
    parts.vault().lending().giveBack(loan, doubt);
    lookAt(loan.account());
  }

  /// Tells that something was turned away which a run had in its token file, on the audit before
  /// anywhere else.
  ///
  /// @param why for the audit, such as `older`
  public void refuse(Loan loan, String why, String sentence) {
    parts.vault().lending().turnedAway(loan, why);
    LOG.log(Level.WARNING, sentence);
    parts.events().publish(new Event.Alarm("adoption-refused", sentence));
  }

  /// Hears whose an account is by its provider's word. If it is its person's, it serves everybody
  /// again whom it is granted to; else its tokens are let go of, and its person has to consent.
  ///
  /// @param generation whose access token the provider was shown
  public void shown(AccountId id, Generation generation, String subject) {
    if (!parts.vault().lending().shown(id, generation, subject)) {
      var person = new Intake.Person(subject, "");
      parts.vault().intake().identify(id, person, parts.clock().instant());
      parts.events().publish(Alarms.otherSubject(id));
    }
    lookAt(id);
  }

  private void lookAt(AccountId id) {
    var custody = custodies.get(id);
    if (custody != null) {
      look(id, custody);
    }
  }

  /// Lets go of an account: it is removed from the vault, and what was delivered of it is dropped.
  public void disconnect(AccountId id) {
    parts.vault().remove(id);
    forget(id);
  }

  private void forget(AccountId id) {
    custodies.remove(id);
    schedule.drop(id);
    parts.events().publish(new Event.Disconnected(id));
  }

  /// The token set that would be handed out now, without refreshing; whatever its state.
  public TokenSet peek(AccountId id) {
    return custody(id).current();
  }

  /// How an account stands, with what the broker knows beyond the vault.
  public Status status(Account account) {
    return custody(account.id()).status();
  }

  /// How long an account lasts.
  public Forecast forecast(Account account) {
    return parts.forecast(account);
  }

  /// Warns of the accounts that end soon; to be called now and then.
  public void forewarn() {
    custodies.values().forEach(custody -> forewarning.of(custody.account()));
  }

  private Custody custody(AccountId id) {
    var known = custodies.get(id);
    return known != null ? known : load(id);
  }

  /// Once, however many ask at the same moment.
  private Custody load(AccountId id) {
    try {
      return loading
          .computeIfAbsent(id, _ -> new Together())
          .first(() -> custodies.get(id), () -> loaded(id));
    } finally {
      loading.remove(id);
    }
  }

  private Custody loaded(AccountId id) {
    var account = parts.vault().require(id);
    var open = parts.vault().openAttempt(id);
    return take(new Custody(account, open, parts.vault().lending().ties(id), parts, refresher));
  }

  void tend(AccountId id) {
    var custody = custodies.get(id);
    if (custody != null) {
      custody.tend();
      plan(id, custody);
    }
  }

  private void plan(AccountId id, Custody custody) {
    parts.audit().superseded(id, custody.account().generation());
    Instant due = custody.due();
    if (due == null) {
      schedule.drop(id);
    } else {
      schedule.at(due, id);
    }
  }

  /// Begins nothing more, and waits for the replies that are under way: nobody else has them. The
  /// vault is to be closed after this.
  @Override
  public void close() {
    schedule.close();
    afoot.close(LAST_REPLY);
  }

  /// How an account stands right now.
  ///
  /// @param reason why, in a few words; empty when all is well
  /// @param retryAt when a failed refresh is tried again; null when none failed
  /// @param due when it is refreshed next, or tried for the last time; null for never
  public record Status(
      Account account, String reason, @Nullable Instant retryAt, @Nullable Instant due) {}
}
