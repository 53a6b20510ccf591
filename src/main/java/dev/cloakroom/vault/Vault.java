package dev.cloakroom.vault;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Accounts at rest: their token sets sealed, the last five generations of each, and the journal of
/// refreshes. Every method that changes something is durable on return, or says that it is not.
/// Safe for any thread.
public final class Vault {
  private static final Logger LOG = System.getLogger(Vault.class.getName());

  private final Store store;
  private final Audit audit;
  private final Sealer sealer;
  private final Holder holder;
  private final AccountTable accounts;
  private final Waiting waiting;

  private final Journal journal = new Journal();
  private final Lineage lineage = new Lineage();
  private final SpentTokens spent = new SpentTokens();
  private final Warnings warnings = new Warnings();
  private final LoanTable loans = new LoanTable();
  private final Placement placement;
  private final Leasing leasing;
  private final Lending lending;

  private Vault(Store store, Audit audit, Sealer sealer, Holder holder, List<Spool> spools) {
    this.store = store;
    this.audit = audit;
    this.sealer = sealer;
    this.holder = holder;
    this.accounts = new AccountTable(sealer);
    this.waiting = new Waiting(spools, sealer);
    this.placement =
        new Placement(accounts, journal, lineage, spent, new SeedTable(), loans, audit);
    this.leasing = new Leasing(store, placement, holder);
    this.lending = new Lending(store, placement, leasing, holder);
  }

  /// Opens the vault in `store`, once its key fits and no account is older than the audit has seen.
  /// What a spool still holds is committed.
  ///
  /// @param holder who sends refresh tokens
  /// @param spools where replies are kept while the store can't be written, best first
  public static Vault open(
      Store store,
      Audit audit,
      MasterKey key,
      Holder holder,
      List<Spool> spools,
      SecureRandom random) {
    store.write(connection -> KeyCheck.check(connection, key));
    var vault = new Vault(store, audit, new Sealer(key, random), holder, spools);
    vault.accounts().forEach(vault::tellLife);
    Rollback.requireNone(audit, vault::accounts);
    vault.waiting.all().forEach(vault::commit);
    return vault;
  }

  /// Writes down the life of a token set that schema 1 kept sealed only.
  private void tellLife(Account account) {
    if (account.life().issuedAt().equals(Instant.EPOCH)) {
      store.write(connection -> {
        var tokens = accounts.tokens(connection, account.id(), account.generation());
        accounts.advance(connection, account.id(), tokens, account.state(), account.reason());
        return true;
      });
    }
  }

  /// Who this vault's attempts are made by.
  public Holder holder() {
    return holder;
  }

  /// What takes an inventory of this vault, and brings others back into it.
  public Restoration restoration() {
    return new Restoration(placement);
  }

  /// What takes token sets in that come from other systems.
  public Intake intake() {
    return new Intake(store, placement);
  }

  /// What lends refresh tokens to runs.
  public Lending lending() {
    return lending;
  }

  /// Seals files of a login that came from elsewhere, to be kept beside the vault.
  public Keepsakes keepsakes() {
    return new Keepsakes(sealer);
  }

  /// All accounts, by name.
  public List<Account> accounts() {
    return store.read(accounts::all);
  }

  /// One account.
  public Optional<Account> account(AccountId id) {
    return store.read(connection -> accounts.find(connection, id));
  }

  /// One account that has to exist.
  public Account require(AccountId id) {
    return account(id).orElseThrow(() -> unknown(id));
  }

  /// The current token set of an account that exists.
  public TokenSet current(AccountId id) {
    return store.read(connection -> {
      var account = accounts.find(connection, id).orElseThrow(() -> unknown(id));
      return accounts.tokens(connection, id, account.generation());
    });
  }

  /// The problem for an account that does not exist.
  public static Problem unknown(AccountId id) {
    return new Problem(
        Kind.NOT_FOUND,
        "unknown-account",
        "There is no account %s: see `cloakroom accounts`, or connect it with `cloakroom connect %s --as %s`."
            .formatted(id, id.provider(), id.name()));
  }

  /// Adds an account, or gives an existing one a new authorization of the same subject. The tokens'
  /// generation is set here: one after the highest that the account ever had. Any open attempt is
  /// over.
  ///
  /// @throws Problem `other-subject` when the account belongs to somebody else
  public TokenSet connect(
      AccountId id, String subject, String label, TokenSet tokens, Instant now) {
    var saved =
        store.write(connection -> {
          var before = accounts.find(connection, id);
          before.ifPresent(account -> account.requireMayBeOf(subject));
          var account =
              new Account(
                  id,
                  subject,
                  label,
                  AccountState.HEALTHY,
                  "",
                  Generation.NONE,
                  before.map(Account::createdAt).orElse(now),
                  now,
                  tokens.life(),
                  tokens.refresh() != null,
                  tokens.refreshEndsAt(),
                  tokens.scopes());
          return placement.place(
              connection, account, tokens, AccountState.HEALTHY, "", "connected");
        });
    waiting.settle(id);
    return tokens.withGeneration(saved);
  }

  /// Takes the lease of an account and writes the attempt, before its request is sent.
  ///
  /// @param sending the token set whose refresh token is to be sent; it must still be the current
  /// @param reconciled the open attempt that the asker has accounted for, to be carried on; null
  ///   when it knows of none
  public Lease lease(AccountId id, TokenSet sending, @Nullable Attempt reconciled, Instant now) {
    return leasing.lease(id, sending, reconciled, now);
  }

  /// Keeps what an attempt brought: as the account's next generation if its attempt is open. One
  /// whose lease was taken over meanwhile is kept as evidence, and used too until who took over
  /// brings a newer one; it counts as unverified. What can't be written waits in a spool; called
  /// again, it is tried again.
  public Kept commit(Brought brought) {
    try {
      boolean committed = store.write(connection -> commit(connection, brought));
      waiting.settle(brought.attempt().account());
      return committed ? Kept.COMMITTED : Kept.OVERTAKEN;
    } catch (StoreException _) {
      return waiting.keep(brought);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the reply for " + brought.attempt().account() + " is kept", e);
      return waiting.keep(brought);
    }
  }

  private boolean commit(Connection connection, Brought brought) throws SQLException {
    var attempt = brought.attempt();
    var id = attempt.account();
    var account = accounts.find(connection, id).orElse(null);
    if (account == null) {
      return false;
    }
    boolean holds = journal.holds(connection, attempt);
    if (!holds) {
      journal.keepEvidence(connection, attempt, sealer.seal(id, brought.tokens()));
    }
    boolean newest = account.generation().equals(attempt.generation());
    if (!holds && !newest) {
      return false;
    }
    var next = brought.tokens().withGeneration(account.generation().next());
    var refresh = next.refresh();
    if (!newest) {
      placement.spendCurrent(connection, id, refresh); // a late reply's: this one is newer
    }
    if (refresh == null || !Journal.fingerprint(refresh).equals(attempt.fingerprint())) {
      spent.add(connection, id, attempt.fingerprint(), attempt.generation());
    }
    boolean unverified = !holds || brought.unverified();
    placement.advance(
        connection,
        id,
        next,
        unverified ? AccountState.UNCERTAIN : AccountState.HEALTHY,
        unverified ? "unverified" : "");
    if (holds) {
      journal.end(connection, id);
    }
    audit.recordIn(connection, committed(id, next.generation(), "refreshed"));
    return true;
  }

  /// What came for an account and could not be committed yet.
  public Optional<Brought> unsaved(AccountId id) {
    return waiting.find(id);
  }

  /// Drops what came for an account that another node has removed.
  public void dropUnsaved(AccountId id) {
    waiting.settle(id);
  }

  /// Ends an attempt that changed nothing at the provider, and notes how the account stands. False,
  /// and not noted, when that is no news any more: the lease was taken over, or a late reply has
  /// brought another generation.
  public boolean end(Attempt attempt, AccountState state, String reason) {
    return store.write(connection -> {
      if (!journal.holds(connection, attempt)) {
        return false;
      }
      journal.end(connection, attempt.account());
      var account = accounts.find(connection, attempt.account());
      return account.isPresent()
          && account.get().generation().equals(attempt.generation())
          && setState(connection, account.get(), state, reason);
    });
  }

  /// Takes back an attempt that was opened, but whose request never left, or was turned away at the
  /// door. True when an earlier try of it stays open.
  public boolean unsent(Attempt attempt) {
    return store.write(
        connection -> journal.holds(connection, attempt) && journal.unsent(connection, attempt));
  }

  /// Notes how an account stands; its open attempt stays open. False when it has another generation
  /// or state by now than it was seen with.
  public boolean setState(Account seen, AccountState state, String reason) {
    return store.write(connection -> setState(connection, seen, state, reason));
  }

  private boolean setState(Connection connection, Account seen, AccountState state, String reason)
      throws SQLException {
    boolean noted = accounts.setState(connection, seen, state, reason);
    if (noted) {
      lineage.changed(connection, seen.id());
    }
    return noted;
  }

  /// Notes a warning that an account ends, `days` before it does. False when any node noted that
  /// one before, or a later one of the same end.
  public boolean noteWarning(AccountId id, Instant end, int days) {
    return store.write(connection -> warnings.note(connection, id, end, days));
  }

  /// The attempt of an account that is still open, if there is one.
  public Optional<Attempt> openAttempt(AccountId id) {
    return store.read(connection -> leasing.openAttempt(connection, id));
  }

  /// All attempts that are open.
  public List<Attempt> openAttempts() {
    return store.read(journal::all);
  }

  /// The number of the last change to any account.
  public long lastChange() {
    return store.read(lineage::lastChange);
  }

  /// The accounts that were changed, by whichever node, after the change of that number.
  public Changes changesSince(long number) {
    return store.read(connection -> lineage.since(connection, number));
  }

  /// Accounts that were changed or removed.
  ///
  /// @param newest the number of the last change
  public record Changes(long newest, Set<AccountId> accounts) {}

  /// Removes an account and all that was kept of it, but for its lineage.
  public void remove(AccountId id) {
    store.write(connection -> {
      placement.spendCurrent(connection, id, null);
      accounts.remove(connection, id);
      journal.end(connection, id);
      loans.end(connection, id);
      loans.unbind(connection, id);
      lineage.nextFence(connection, id);
      audit.recordIn(connection, new Entry(Audit.DISCONNECTED, id, Generation.NONE, "", ""));
      return true;
    });
    waiting.settle(id);
  }

  /// Seals a token set that waits for its person's word, to be kept in another table.
  public byte[] seal(AccountId id, TokenSet tokens) {
    return sealer.seal(id, tokens);
  }

  /// Opens what [#seal] made for the same account and generation.
  public TokenSet unseal(AccountId id, Generation generation, byte[] sealed) {
    return sealer.open(id, generation, sealed);
  }

  private static Entry committed(AccountId id, Generation generation, String how) {
    return new Entry(Audit.COMMITTED, id, generation, "", how);
  }
}
