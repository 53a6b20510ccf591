package dev.cloakroom.vault;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives the leases of accounts, one at a time of each. Safe for any thread.
final class Leasing {
  private final Store store;
  private final Placement placement;
  private final Holder holder;

  /// The fences of leases of which the store did not tell what became: an attempt of this process
  /// that has one of them was never sent.
  private final Map<AccountId, Set<Long>> unconfirmed = new ConcurrentHashMap<>();

  Leasing(Store store, Placement placement, Holder holder) {
    this.store = store;
    this.placement = placement;
    this.holder = holder;
  }

  /// What [Vault#lease] says.
  Lease lease(AccountId id, TokenSet sending, @Nullable Attempt reconciled, Instant now) {
    Set<Long> asked = ConcurrentHashMap.newKeySet();
    try {
      var lease = store.write(connection -> lease(connection, id, sending, reconciled, now, asked));
      if (lease instanceof Lease.Taken) {
        unconfirmed.remove(id);
      }
      return lease;
    } catch (StoreException e) {
      unconfirmed.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).addAll(asked);
      throw e;
    }
  }

  private Lease lease(
      Connection connection,
      AccountId id,
      TokenSet sending,
      @Nullable Attempt reconciled,
      Instant now,
      Set<Long> asked)
      throws SQLException {
    var refresh = Objects.requireNonNull(sending.refresh(), "nothing to send");
    var account =
        placement.accounts().find(connection, id).filter(found -> isCurrent(found, sending));
    if (account.isEmpty()) {
      return new Lease.Overtaken();
    }
    var lent = placement.loans().find(connection, id);
    if (lent.isPresent()) {
      return new Lease.Lent(lent.get());
    }
    var open = openAttempt(connection, id);
    if (!open.map(Attempt::fence).equals(Optional.ofNullable(reconciled).map(Attempt::fence))) {
      return open.<Lease>map(Lease.Held::new).orElseGet(Lease.Overtaken::new);
    }
    var attempt =
        new Attempt(
            id,
            placement.lineage().nextFence(connection, id),
            sending.generation(),
            Journal.fingerprint(refresh),
            open.map(Attempt::openedAt).orElse(now),
            open.map(Attempt::tries).orElse(0) + 1,
            holder.toString());
    placement.journal().put(connection, attempt);
    asked.add(attempt.fence());
    return new Lease.Taken(attempt);
  }

  /// The open attempt, without a try of this process that was never sent.
  Optional<Attempt> openAttempt(Connection connection, AccountId id) throws SQLException {
    var open = placement.journal().find(connection, id);
    var unsent = unconfirmed.getOrDefault(id, Set.of());
    boolean isUnsent = open.filter(a -> holder.holds(a) && unsent.contains(a.fence())).isPresent();
    return isUnsent ? open.flatMap(Attempt::withoutLastTry) : open;
  }

  private static boolean isCurrent(Account account, TokenSet tokens) {
    return account.generation().equals(tokens.generation())
        && account.state() != AccountState.NEEDS_CONSENT;
  }
}
