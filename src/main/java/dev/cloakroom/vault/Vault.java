package dev.cloakroom.vault;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.Store;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Accounts at rest: their token sets sealed, the last five generations of each, and the journal of
/// refreshes. Every method that changes something is durable on return. Safe for any thread.
public final class Vault {
  private final Store store;
  private final Audit audit;
  private final Sealer sealer;
  private final AccountTable accounts;
  private final Journal journal = new Journal();

  private Vault(Store store, Audit audit, Sealer sealer) {
    this.store = store;
    this.audit = audit;
    this.sealer = sealer;
    this.accounts = new AccountTable(sealer);
  }

  /// Opens the vault in `store`, once its key fits and no account is older than the audit has seen.
  public static Vault open(Store store, Audit audit, MasterKey key, SecureRandom random) {
    store.write(connection -> KeyCheck.check(connection, key));
    var vault = new Vault(store, audit, new Sealer(key, random));
    audit.verify().newest().forEach(vault::refuseRolledBack);
    return vault;
  }

  private void refuseRolledBack(AccountId id, Generation newest) {
    var found = account(id).map(Account::generation).orElse(Generation.NONE);
    if (newest.isAfter(found)) {
      throw new VaultException(
          "row-rolled-back",
          "The account %s stands at generation %s, but the audit has seen %s: the database was changed from outside. Nothing was changed; restore a backup made by Cloakroom."
              .formatted(id, found, newest));
    }
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
  /// generation is set here: one after what was there. Any open attempt is over.
  ///
  /// @throws Problem `other-subject` when the account belongs to somebody else
  public TokenSet connect(
      AccountId id, String subject, String label, TokenSet tokens, Instant now) {
    return store.write(connection -> {
      var before = accounts.find(connection, id);
      before.ifPresent(account -> requireSameSubject(account, subject));
      var next =
          tokens.withGeneration(before.map(Account::generation).orElse(Generation.NONE).next());
      accounts.put(
          connection,
          new Account(
              id,
              subject,
              label,
              AccountState.HEALTHY,
              "",
              next.generation(),
              before.map(Account::createdAt).orElse(now)));
      accounts.add(connection, id, next);
      journal.end(connection, id);
      audit.recordIn(connection, committed(id, next.generation(), "connected"));
      return next;
    });
  }

  /// Throws unless `subject` may be saved over `account`.
  public static void requireSameSubject(Account account, String subject) {
    if (!account.subject().equals(subject)) {
      throw new Problem(
          Kind.REFUSED,
          "other-subject",
          "The account %s belongs to %s, and this authorization is somebody else's: log in as %s, or connect it under another name with --as."
              .formatted(account.id(), account.label(), account.label()));
    }
  }

  /// Takes the lease and writes the attempt, before its request is sent. An attempt that is still
  /// open for the account is replaced: the caller has reconciled it.
  public Attempt open(AccountId id, TokenSet sending, boolean lastTry, Instant now) {
    var refresh = sending.refresh();
    if (refresh == null) {
      throw new IllegalArgumentException("nothing to send for " + id);
    }
    return store.write(connection ->
        journal.open(
            connection, id, sending.generation(), Journal.fingerprint(refresh), lastTry, now));
  }

  /// Commits what an attempt brought as the next generation, if its fence still is the newest;
  /// otherwise seals it as evidence. True when it was committed.
  public boolean commit(Attempt attempt, TokenSet next) {
    return store.write(connection -> {
      var id = attempt.account();
      var account = accounts.find(connection, id);
      if (account.isEmpty()
          || !journal.holds(connection, attempt)
          || !account.get().generation().equals(attempt.generation())) {
        journal.keepEvidence(connection, attempt, sealer.seal(id, next));
        return false;
      }
      accounts.add(connection, id, next);
      accounts.advance(connection, id, next.generation());
      journal.end(connection, id);
      audit.recordIn(connection, committed(id, next.generation(), "refreshed"));
      return true;
    });
  }

  /// Ends an attempt that changed nothing at the provider, and notes how the account stands.
  public void end(Attempt attempt, AccountState state, String reason) {
    store.write(connection -> {
      if (journal.holds(connection, attempt)) {
        journal.end(connection, attempt.account());
        accounts.setState(connection, attempt.account(), state, reason);
      }
      return true;
    });
  }

  /// Takes back an attempt that was opened, but whose request never left.
  public void unsent(Attempt attempt) {
    store.write(
        connection -> journal.holds(connection, attempt) && journal.unsent(connection, attempt));
  }

  /// Notes how an account stands; its open attempt stays open.
  public void setState(AccountId id, AccountState state, String reason) {
    store.write(connection -> {
      accounts.setState(connection, id, state, reason);
      return true;
    });
  }

  /// The attempt of an account that is still open, if there is one.
  public Optional<Attempt> openAttempt(AccountId id) {
    return store.read(connection -> journal.find(connection, id));
  }

  /// Removes an account and all that was kept of it.
  public void remove(AccountId id) {
    store.write(connection -> {
      accounts.remove(connection, id);
      journal.forget(connection, id);
      audit.recordIn(connection, new Entry(Audit.DISCONNECTED, id, Generation.NONE, "", ""));
      return true;
    });
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
