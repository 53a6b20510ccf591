package dev.cloakroom.vault;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lends refresh tokens, each to one run, and adopts what the run's tool got for them.
///
/// A loan takes the same fence as an attempt to refresh, in a transaction that finds neither
/// another loan nor an open attempt: so of all nodes one may send. Whether a token set is adopted
/// is told by its values, never by its times. Safe for any thread.
public final class Lending {
  private final Store store;
  private final Placement placement;
  private final Leasing leasing;
  private final Holder holder;

  Lending(Store store, Placement placement, Leasing leasing, Holder holder) {
    this.store = store;
    this.placement = placement;
    this.leasing = leasing;
    this.holder = holder;
  }

  /// What came of asking for a loan.
  public sealed interface Answer {
    /// It is lent, and that is durable.
    record Taken(Loan loan, TokenSet tokens) implements Answer {}

    /// It is lent to somebody already.
    record Lent(Loan loan) implements Answer {}

    /// It can't be lent as the account stands now: look at it again.
    record NotNow() implements Answer {}
  }

  /// A token set that was found in the file of a run.
  ///
  /// @param told whose it is, as far as the file says; empty when it does not
  /// @param proven whose it is by the provider's word; null when it gave none
  public record Find(TokenSet tokens, String told, @Nullable String proven) {}

  /// Lends the refresh token of an account that is well and has no attempt open.
  ///
  /// @param generation the one that is to be lent
  public Answer lend(AccountId id, Generation generation, Loan.Terms terms, Instant now) {
    return store.write(connection -> lend(connection, id, generation, terms, now));
  }

  private Answer lend(
      Connection connection, AccountId id, Generation generation, Loan.Terms terms, Instant now)
      throws SQLException {
    var before = placement.loans().find(connection, id);
    if (before.isPresent()) {
      return new Answer.Lent(before.get());
    }
    var account = placement.accounts().find(connection, id).orElse(null);
    if (account == null
        || account.state() != AccountState.HEALTHY
        || !account.generation().equals(generation)
        || leasing.openAttempt(connection, id).isPresent()) {
      return new Answer.NotNow();
    }
    var tokens = placement.accounts().tokens(connection, id, generation);
    var refresh = tokens.refresh();
    if (refresh == null) {
      return new Answer.NotNow();
    }
    var fingerprint = Journal.fingerprint(refresh);
    long fence = placement.lineage().nextFence(connection, id);
    var loan = new Loan(id, fence, holder.toString(), terms, generation, fingerprint, now, now);
    placement.journal().end(connection, id); // whatever is there was never sent
    placement.loans().put(connection, loan);
    note(connection, "lent", loan, generation, terms.dialect());
    return new Answer.Taken(loan, tokens);
  }

  /// Makes what was found the account's next generation, if it is a newer one of the same family,
  /// as far as that can be told.
  public Adoption adopt(Loan loan, Find find) {
    return store.write(connection -> adopt(connection, loan, find));
  }

  private Adoption adopt(Connection connection, Loan loan, Find find) throws SQLException {
    var id = loan.account();
    var account = placement.accounts().find(connection, id).orElse(null);
    if (account == null || !placement.loans().holds(connection, loan)) {
      return Adoption.OVER;
    }
    var current = placement.accounts().tokens(connection, id, account.generation());
    var adoption = judge(connection, account, current, loan, find);
    if (adoption == Adoption.ADOPTED) {
      place(connection, current, loan, find.tokens());
      bind(connection, account, loan, find.proven() != null);
    }
    return adoption;
  }

  private void bind(Connection connection, Account account, Loan loan, boolean proven)
      throws SQLException {
    if (proven && !account.subject().isEmpty()) {
      placement.loans().unbind(connection, account.id());
    } else {
      placement.loans().bind(connection, account.id(), loan.terms().workload());
    }
  }

  private Adoption judge(
      Connection connection, Account account, TokenSet current, Loan loan, Find find)
      throws SQLException {
    var access = find.tokens().access();
    var refresh = find.tokens().refresh();
    if (access.length() == 0 || refresh == null || refresh.length() == 0) {
      return Adoption.BLANK;
    }
    if (Objects.equals(refresh, current.refresh()) && access.equals(current.access())) {
      return Adoption.KNOWN;
    }
    if (!isTheirs(find, account, loan)) {
      return Adoption.OTHER_SUBJECT;
    }
    return Objects.equals(refresh, current.refresh())
        ? hadAccess(connection, account, access) ? Adoption.OLDER : Adoption.ADOPTED
        : judge(connection, account.id(), refresh);
  }

  /// Whether it may be the account's person's. What a file says may be in another form than what
  /// the provider says, so what it said when it was lent counts as well.
  private static boolean isTheirs(Find find, Account account, Loan loan) {
    var proven = find.proven();
    return proven != null
        ? account.mayBeOf(proven)
        : find.told().isEmpty()
            || account.mayBeOf(find.told())
            || find.told().equals(loan.terms().subject());
  }

  /// Whether one of the token sets that are kept has that access token.
  private boolean hadAccess(Connection connection, Account account, Secret access)
      throws SQLException {
    for (var tokens : placement.accounts().kept(connection, account.id())) {
      if (tokens.access().equals(access)) {
        return true;
      }
    }
    return false;
  }

  private Adoption judge(Connection connection, AccountId id, Secret refresh) throws SQLException {
    if (placement.isSpent(connection, id, refresh)) {
      return Adoption.OLDER;
    }
    var fingerprint = Journal.fingerprint(refresh);
    boolean elsewhere =
        placement.loans().hasElsewhere(connection, id, fingerprint)
            || placement.holder(connection, id.provider(), fingerprint).isPresent();
    return elsewhere ? Adoption.OTHER_ACCOUNT : Adoption.ADOPTED;
  }

  private void place(Connection connection, TokenSet current, Loan loan, TokenSet found)
      throws SQLException {
    var id = loan.account();
    var refresh = Objects.requireNonNull(found.refresh(), "judged before");
    var next =
        new TokenSet(
            current.generation().next(),
            found.access(),
            refresh,
            found.tokenType(),
            issued(found),
            found.expiresAt(),
            current
                .scopes()
                .plus(found.scopes()), // it may have more, and is not believed to have less
            Objects.equals(refresh, current.refresh())
                ? current.refreshEndsAt()
                : found.refreshEndsAt());
    placement.spendCurrent(connection, id, refresh);
    placement.advance(connection, id, next, AccountState.HEALTHY, "");
    placement.loans().advance(connection, id, next.generation(), Journal.fingerprint(refresh));
    note(connection, Audit.COMMITTED, loan, next.generation(), "adopted");
  }

  /// When it was issued: before its end, which may be past when it is found.
  private static Instant issued(TokenSet found) {
    var end = found.expiresAt();
    return end != null && !end.isAfter(found.issuedAt()) ? end.minusSeconds(1) : found.issuedAt();
  }

  /// Ends a loan. False when it was over already.
  ///
  /// @param doubt why nobody knows whether the refresh token is spent, so that a refresh has to
  ///   show it; empty when the file ended with what is known
  public boolean giveBack(Loan loan, String doubt) {
    return store.write(connection -> {
      var id = loan.account();
      if (!placement.loans().holds(connection, loan)) {
        return false;
      }
      placement.loans().end(connection, id);
      var account = placement.accounts().find(connection, id).orElse(null);
      if (account != null && !doubt.isEmpty() && account.state() == AccountState.HEALTHY) {
        placement.accounts().setState(connection, account, AccountState.UNCERTAIN, doubt);
      }
      placement.lineage().changed(connection, id);
      var generation = account == null ? Generation.NONE : account.generation();
      note(connection, "returned", loan, generation, doubt);
      return true;
    });
  }

  /// Hears whose an account is that serves one workload only; it serves all again when it is its
  /// person's. False when it is somebody else's. What is not known of the account, or was said of
  /// an older generation, changes nothing.
  public boolean shown(AccountId id, Generation generation, String subject) {
    return store.write(connection -> {
      var account = placement.accounts().find(connection, id).orElse(null);
      if (account == null
          || account.subject().isEmpty()
          || !account.generation().equals(generation)) {
        return true;
      }
      boolean theirs = account.mayBeOf(subject);
      if (theirs) {
        placement.loans().unbind(connection, id);
        placement.lineage().changed(connection, id);
      }
      return theirs;
    });
  }

  /// What ties an account.
  public Ties ties(AccountId id) {
    return store.read(connection ->
        new Ties(
            placement.loans().find(connection, id).orElse(null),
            placement.loans().bonds(connection).get(id)));
  }

  /// What ties those accounts that anything ties.
  public Map<AccountId, Ties> ties() {
    return store.read(connection -> {
      var bonds = placement.loans().bonds(connection);
      var ties = new HashMap<AccountId, Ties>();
      bonds.forEach((id, workload) -> ties.put(id, new Ties(null, workload)));
      for (var loan : placement.loans().all(connection)) {
        ties.put(loan.account(), new Ties(loan, bonds.get(loan.account())));
      }
      return ties;
    });
  }

  /// All loans, of whichever node.
  public List<Loan> all() {
    return store.read(placement.loans()::all);
  }

  /// Says that the holder of this vault's loans lives.
  public void live(Instant now) {
    store.write(connection -> {
      placement.loans().seen(connection, holder.toString(), now);
      return true;
    });
  }

  /// Notes that something of a loan's file was turned away.
  public void turnedAway(Loan loan, String why) {
    store.write(connection -> {
      note(connection, "adoption-refused", loan, loan.generation(), why);
      return true;
    });
  }

  private void note(
      Connection connection, String event, Loan loan, Generation generation, String detail)
      throws SQLException {
    var entry = new Entry(event, loan.account(), generation, loan.terms().run(), detail);
    placement.audit().recordIn(connection, entry);
  }
}
