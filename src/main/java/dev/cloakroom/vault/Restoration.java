package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.Inventory.Descent;
import dev.cloakroom.vault.Inventory.Holding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Takes the inventory of a vault, and brings one back: what is here and well is never replaced,
/// and what is known as spent here is never brought back (promise P11).
///
/// Each method runs in its caller's transaction, so that a restore is kept whole or not at all.
public final class Restoration {
  private static final String RESTORED = "restored";

  private final Placement placement;

  Restoration(Placement placement) {
    this.placement = placement;
  }

  /// What was, or would be, done with an account.
  public record Decision(AccountId account, Fate fate) {}

  /// All that the vault has.
  public Inventory inventory(Connection connection) throws SQLException {
    var holdings = new ArrayList<Holding>();
    for (var account : placement.accounts().all(connection)) {
      holdings.add(new Holding(account, placement.current(connection, account).orElse(null)));
    }
    var lineages = new ArrayList<Descent>();
    for (var line : placement.lineage().all(connection)) {
      var spent = placement.spent().of(connection, line.account());
      lineages.add(new Descent(line.account(), line.fence(), line.highest(), spent));
    }
    return new Inventory(holdings, lineages, placement.seeds().all(connection));
  }

  /// What [#restore] would do.
  public List<Decision> decide(Connection connection, Inventory inventory) throws SQLException {
    var decisions = new ArrayList<Decision>();
    for (var holding : inventory.holdings()) {
      decisions.add(new Decision(holding.account().id(), fate(connection, holding)));
    }
    return decisions;
  }

  /// Brings back what may be brought back, and merges what is known of spent tokens and lineages.
  ///
  /// @param rotates whether a provider's refresh tokens are good once, so that one of a backup has
  ///   to be tried before it is believed in
  public List<Decision> restore(
      Connection connection, Inventory inventory, Predicate<String> rotates) throws SQLException {
    var decisions = decide(connection, inventory); // by what is known here
    merge(connection, inventory);
    for (int i = 0; i < decisions.size(); i++) {
      var holding = inventory.holdings().get(i);
      var tokens = holding.tokens();
      if (decisions.get(i).fate().isRestored() && tokens != null) {
        bringBack(connection, holding.account(), tokens, rotates);
      }
    }
    return decisions;
  }

  private Fate fate(Connection connection, Holding holding) throws SQLException {
    var tokens = holding.tokens();
    if (tokens == null) {
      return Fate.DAMAGED;
    }
    var backup = holding.account();
    var here = placement.accounts().find(connection, backup.id());
    if (here.isEmpty()) {
      return isSpent(connection, backup, tokens) ? Fate.SPENT : Fate.ADDED;
    }
    if (!here.get().mayBeOf(backup.subject())) {
      return Fate.OTHER_SUBJECT;
    }
    var current = placement.current(connection, here.get());
    if (isWorthKeeping(here.get(), current, tokens) || isDead(backup)) {
      return Fate.KEPT;
    }
    return isSpent(connection, backup, tokens) ? Fate.SPENT : Fate.BROUGHT_BACK;
  }

  /// Whether what is here is not worse than what the backup has.
  private static boolean isWorthKeeping(Account here, Optional<TokenSet> current, TokenSet backup) {
    return current
        .map(tokens -> !isDead(here) || isSame(tokens, backup))
        .orElse(false); // its row is damaged
  }

  private static boolean isSame(TokenSet one, TokenSet other) {
    return Placement.fingerprint(one).equals(Placement.fingerprint(other));
  }

  private static boolean isDead(Account account) {
    return account.state() == AccountState.NEEDS_CONSENT;
  }

  /// Whether the token of a backup is known as given up here. One that is older than what is
  /// remembered counts as known; and so does one without a refresh token that this home has had.
  private boolean isSpent(Connection connection, Account backup, TokenSet tokens)
      throws SQLException {
    long highest = placement.lineage().highest(connection, backup.id()).number();
    long number = backup.generation().number();
    var refresh = tokens.refresh();
    return refresh == null
        ? number <= highest
        : number <= highest - SpentTokens.KEPT
            || placement.isSpent(connection, backup.id(), refresh);
  }

  private void merge(Connection connection, Inventory inventory) throws SQLException {
    for (var line : inventory.lineages()) {
      placement.lineage().merge(connection, line);
      for (var spent : line.spent()) {
        placement.spent().add(connection, line.account(), spent.fingerprint(), spent.generation());
      }
    }
    for (var seed : inventory.seeds()) {
      placement.seeds().add(connection, seed);
    }
  }

  private void bringBack(
      Connection connection, Account backup, TokenSet tokens, Predicate<String> rotates)
      throws SQLException {
    boolean untried = tokens.refresh() != null && rotates.test(backup.id().provider());
    if (isDead(backup)) {
      placement.place(connection, backup, tokens, backup.state(), backup.reason(), RESTORED);
    } else if (untried) {
      placement.place(connection, backup, tokens, AccountState.UNCERTAIN, RESTORED, RESTORED);
    } else {
      placement.place(connection, backup, tokens, AccountState.HEALTHY, "", RESTORED);
    }
  }
}
