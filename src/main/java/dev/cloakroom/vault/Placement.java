package dev.cloakroom.vault;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts token sets that no refresh brought, of a consent, a backup or a seed, in their places:
/// never one that is known as spent (promise P11), and always as a generation of its own (promise
/// P3). Each method runs in its caller's transaction.
///
/// @param audit where each generation is noted
record Placement(
    AccountTable accounts,
    Journal journal,
    Lineage lineage,
    SpentTokens spent,
    SeedTable seeds,
    LoanTable loans,
    Audit audit) {

  /// What tells a token set from another, where no refresh may have changed it: its refresh token,
  /// or its access token when it has no other.
  static String fingerprint(TokenSet tokens) {
    var refresh = tokens.refresh();
    return Journal.fingerprint(refresh == null ? tokens.access() : refresh);
  }

  /// The token set of an account that is here; empty when its row is damaged.
  Optional<TokenSet> current(Connection connection, Account account) throws SQLException {
    try {
      return Optional.of(accounts.tokens(connection, account.id(), account.generation()));
    } catch (VaultException _) {
      return Optional.empty();
    }
  }

  /// Whether `refresh` was used and given up here, by an account of the same provider, so that it
  /// must never be sent again.
  boolean isSpent(Connection connection, AccountId id, Secret refresh) throws SQLException {
    return spent.hasAnywhere(connection, id.provider(), Journal.fingerprint(refresh));
  }

  /// Makes `tokens` the newest generation of an account, which is written over with what `account`
  /// says of its person. The token set that it had is spent.
  ///
  /// @param how for the audit
  Generation place(
      Connection connection,
      Account account,
      TokenSet tokens,
      AccountState state,
      String reason,
      String how)
      throws SQLException {
    var id = account.id();
    var next = tokens.withGeneration(lineage.highest(connection, id).next());
    spendCurrent(connection, id, next.refresh());
    accounts.put(connection, account);
    advance(connection, id, next, state, reason);
    lineage.nextFence(connection, id);
    journal.end(connection, id);
    loans.end(connection, id); // what was lent is of no family of ours any more
    loans.unbind(connection, id);
    audit.recordIn(connection, new Entry(Audit.COMMITTED, id, next.generation(), "", how));
    return next.generation();
  }

  /// Makes `next` the current token set of an account, which stands as told.
  void advance(
      Connection connection, AccountId id, TokenSet next, AccountState state, String reason)
      throws SQLException {
    accounts.add(connection, id, next);
    accounts.advance(connection, id, next, state, reason);
    lineage.reached(connection, id, next.generation());
  }

  /// The account of `provider` whose current token set has that fingerprint, if there is one.
  Optional<AccountId> holder(Connection connection, String provider, String fingerprint)
      throws SQLException {
    for (var account : accounts.all(connection)) {
      boolean has =
          account.id().provider().equals(provider)
              && current(connection, account)
                  .map(Placement::fingerprint)
                  .filter(fingerprint::equals)
                  .isPresent();
      if (has) {
        return Optional.of(account.id());
      }
    }
    return Optional.empty();
  }

  /// Notes that an account uses its refresh token no longer, unless `next` is the same one.
  void spendCurrent(Connection connection, AccountId id, @Nullable Secret next)
      throws SQLException {
    var account = accounts.find(connection, id);
    if (account.isEmpty()) {
      return;
    }
    var tokens = current(connection, account.get());
    var before = tokens.isEmpty() ? null : tokens.get().refresh();
    if (before != null && (next == null || !before.equals(next))) {
      var fingerprint = Journal.fingerprint(before);
      spent.add(connection, id, fingerprint, account.get().generation());
    }
  }
}
