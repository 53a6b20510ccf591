package dev.cloakroom.loan;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Loan;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The token files with real refresh tokens, each lent to one run: mode `adopted-file`.
///
/// A file is written once, before its run starts, and only read afterwards. It lies where it
/// outlives a crash of the host, and what a dead host left is settled by [#settle] before the
/// account is refreshed again. Safe for any thread.
public final class Loans implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Loans.class.getName());
  private static final String ONE_OFF = "run-";
  private static final Duration DEAD = Duration.ofMinutes(15);
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final LoanFolders folders;
  private final Broker broker;
  private final Vault vault;
  private final Function<String, Dialect> dialects;
  private final Events events;
  private final Clock clock;
  private final Adopter.Rooms rooms;
  private final AtomicLong count = new AtomicLong();
  private final Map<Long, Adopter> open = new ConcurrentHashMap<>(); // by fence
  private final Queue<Adopter> ending = new ConcurrentLinkedQueue<>();
  private final Set<Long> told = ConcurrentHashMap.newKeySet();
  private final Watch watch;
  private volatile Instant tendedAt = Instant.EPOCH;

  /// Loans whose files are in `folder`, which is private and lasts.
  ///
  /// @param dialects finds a dialect by its name
  /// @param whose asks the provider whose an access token is
  public Loans(
      Path folder,
      Broker broker,
      Vault vault,
      Function<String, Dialect> dialects,
      Events events,
      Whose whose,
      Clock clock) {
    this.folders = new LoanFolders(folder);
    this.broker = broker;
    this.vault = vault;
    this.dialects = dialects;
    this.events = events;
    this.clock = clock;
    this.rooms = new Adopter.Rooms(broker, whose, clock);
    this.watch = new Watch(this::tend, this::hurries);
  }

  /// Begins to watch the files.
  public void start() {
    watch.start();
  }

  /// Who borrows.
  ///
  /// @param grant whose form is `adopted-file` of some dialect
  /// @param sandbox the engine that the run will be in
  /// @param owner the user of the host that the container's user is; empty when that is whoever
  ///   runs the host
  /// @param receiver hears of each token before the run can show it
  public record Borrower(
      Grant grant,
      String run,
      String sandbox,
      Facts facts,
      OptionalInt owner,
      Consumer<Secret> receiver) {}

  /// Lends the refresh token of a grant's account to a run, and writes its file.
  ///
  /// @throws Problem `account-lent`, `not-lendable`, `account-unproven`, `needs-consent`,
  ///   `token-above-ceiling`, `workload-needed`
  public Lent open(Borrower borrower) {
    var grant = borrower.grant;
    var dialect = dialects.apply(grant.form().dialect());
    var before = broker.peek(grant.account());
    grant.requireAllows(before.scopes());
    var outfit = dialect.outfit(Mode.ADOPTED_FILE, before, borrower.facts);
    var taken = broker.lend(grant.account(), terms(borrower, dialect, outfit, before));
    var loan = taken.loan();
    requireWorkload(loan, taken.tokens());
    var adopter = adopter(loan, dialect, borrower.receiver);
    open.put(loan.fence(), adopter);
    var lent =
        new Lent(
            folders.of(loan),
            outfit,
            taken.tokens(),
            () -> close(adopter),
            () -> unsettled(loan, "when its engine broke off"));
    try {
      hear(taken.tokens(), borrower.receiver);
      folders.write(loan, dialect.write(Mode.ADOPTED_FILE, taken.tokens(), borrower.facts));
      watch.add(lent.folder());
    } catch (RuntimeException e) {
      lent.close();
      throw e;
    }
    return lent;
  }

  /// Refuses a run whose workload ends with it, unless the provider says whose the account's tokens
  /// are: what it rotates would serve that workload only, and so nobody.
  private void requireWorkload(Loan loan, TokenSet tokens) {
    var id = loan.account();
    if (!loan.terms().workload().startsWith(ONE_OFF)) {
      return;
    }
    boolean known = vault.account(id).filter(account -> !account.subject().isEmpty()).isPresent();
    if (!known || rooms.whose().subject(id.provider(), tokens.access()).isEmpty()) {
      broker.giveBack(loan, ""); // no file was written
      throw new Problem(
          Kind.USAGE,
          "workload-needed",
          "The refresh token of %s can't be lent to a run without a workload, since its provider does not say whose its tokens are now, and what the run's tool gets would serve no other: name one with --workload."
              .formatted(id));
    }
  }

  /// Tells of the tokens before they can be seen anywhere.
  static void hear(TokenSet tokens, Consumer<Secret> receiver) {
    receiver.accept(tokens.access());
    var refresh = tokens.refresh();
    if (refresh != null) {
      receiver.accept(refresh);
    }
  }

  private Loan.Terms terms(Borrower borrower, Dialect dialect, Outfit outfit, TokenSet tokens) {
    var place = Objects.requireNonNull(outfit.place(), "adopted-file without a place");
    var content = dialect.write(Mode.ADOPTED_FILE, tokens, borrower.facts);
    var subject =
        dialect.read(content, clock.instant()) instanceof Reading.Tokens(_, var told) ? told : "";
    return new Loan.Terms(
        borrower.run,
        borrower.grant.workload(),
        borrower.sandbox,
        dialect.name(),
        LoanFolders.name(borrower.run + "-" + count.incrementAndGet()),
        LoanFolders.name(place.file()),
        subject,
        borrower.owner);
  }

  private Adopter adopter(Loan loan, Dialect dialect, Consumer<Secret> receiver) {
    return new Adopter(rooms, loan, dialect, folders.file(loan, dialect), receiver);
  }

  private void close(Adopter adopter) {
    if (open.containsKey(adopter.loan().fence())) {
      ending.add(adopter);
      open.remove(adopter.loan().fence());
      ending.removeIf(one -> one == adopter && end(one));
    }
  }

  /// Looks for the last time and gives the loan back. False when that has to be tried again.
  private boolean end(Adopter adopter) {
    try {
      boolean ended = adopter.end();
      if (ended) {
        folders.delete(adopter.loan());
      }
      return ended;
    } catch (Problem e) {
      LOG.log(Level.WARNING, "a loan of {0} goes on: {1}", adopter.loan().account(), e.code());
      return false;
    }
  }

  /// Looks at all files now.
  void look() {
    open.values().forEach(Adopter::look);
  }

  private void tend() {
    for (var adopter : open.values()) {
      Thread.ofVirtual().name("adopt " + adopter.loan().account()).start(adopter::look);
    }
    ending.removeIf(this::end);
    var now = clock.instant();
    if (!now.isBefore(tendedAt.plus(YOUNG))) {
      tendedAt = now;
      tendLoans(now);
      proveBound(now);
    }
  }

  /// Asks whose the accounts are that serve one workload only until that is known.
  void proveBound(Instant now) {
    vault
        .lending()
        .ties()
        .forEach((id, ties) -> {
          var tokens = broker.peek(id);
          if (ties.workload() != null && tokens.liveFor(Duration.ZERO, now)) {
            rooms
                .whose()
                .subject(id.provider(), tokens.access())
                .ifPresent(subject -> broker.shown(id, tokens.generation(), subject));
          }
        });
  }

  /// Says that our loans live, ends those that nobody knows of, and tells of those whose node is
  /// gone.
  void tendLoans(Instant now) {
    var holder = vault.holder();
    if (!open.isEmpty() || !ending.isEmpty()) {
      vault.lending().live(now);
    }
    for (var loan : vault.lending().all()) {
      if (holder.holds(loan) && !isKnown(loan) && loan.lentAt().plus(YOUNG).isBefore(now)) {
        broker.giveBack(loan, ""); // it was never confirmed, so no file was written
      } else if (isOfADeadNode(loan, now)) {
        alarm(
            "loan-abandoned",
            loan,
            "The run %s has the refresh token of %s, and its node was not seen since %s: start that node again, which settles it; or, if it is gone for good, connect the account again."
                .formatted(loan.terms().run(), loan.account(), loan.seenAt()));
      }
    }
  }

  private boolean isKnown(Loan loan) {
    return open.containsKey(loan.fence())
        || ending.stream().anyMatch(adopter -> adopter.loan().fence() == loan.fence());
  }

  private boolean isOfADeadNode(Loan loan, Instant now) {
    var holder = vault.holder();
    return !holder.holds(loan) && !holder.succeeds(loan) && loan.seenAt().plus(DEAD).isBefore(now);
  }

  /// Each once.
  private void alarm(String code, Loan loan, String sentence) {
    if (told.add(loan.fence())) {
      LOG.log(Level.WARNING, sentence);
      events.publish(new Event.Alarm(code, sentence));
    }
  }

  private boolean hurries() {
    return open.values().stream().anyMatch(Adopter::hurries);
  }

  /// Settles what earlier lives of this host lent: what their files hold is adopted, and the
  /// accounts are refreshed again. To be called once the containers of those lives are gone.
  ///
  /// @param isClear whether no container of an earlier life is left in the engine of that name
  public void settle(Predicate<String> isClear) {
    var before = folders.names(); // those that come later belong to runs that borrow meanwhile
    var loans = vault.lending().all();
    for (var loan : loans) {
      if (vault.holder().succeeds(loan) && !isKnown(loan)) {
        settle(loan, isClear.test(loan.terms().sandbox()));
      }
    }
    var named = loans.stream().map(loan -> loan.terms().folder()).collect(Collectors.toSet());
    before.stream().filter(name -> !named.contains(name)).forEach(folders::delete);
  }

  private void unsettled(Loan loan, String when) {
    alarm(
        "loan-unsettled",
        loan,
        "The run %s had the refresh token of %s %s, and its container may still be there, since %s does not answer: start it, and then the host again; or connect the account again."
            .formatted(loan.terms().run(), loan.account(), when, loan.terms().sandbox()));
  }

  private void settle(Loan loan, boolean clear) {
    try {
      var dialect = dialects.apply(loan.terms().dialect());
      if (!clear) {
        unsettled(loan, "when the host ended");
      } else {
        var adopter = adopter(loan, dialect, _ -> {});
        if (!end(adopter)) {
          ending.add(adopter);
        }
      }
    } catch (Problem | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "a loan of " + loan.account() + " can't be settled", e);
    }
  }

  /// Looks for no more news. Runs have ended, and their loans with them.
  @Override
  public void close() {
    watch.close();
    ending.removeIf(this::end);
  }
}
