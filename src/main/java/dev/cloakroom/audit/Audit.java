package dev.cloakroom.audit;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.SecretKey;

/// The record of who got which token, when and why; each entry is chained to the one that its node
/// wrote before by a MAC.
///
/// The first release of a generation to a recipient is durable before [#release] returns (promise
/// P5); repeats are counted, and written by [#flush]. Safe for any thread.
public final class Audit {
  /// The event of a generation that became durable.
  public static final String COMMITTED = "committed";

  /// The event of an account that was removed: its generations may begin anew.
  public static final String DISCONNECTED = "disconnected";

  private final Store store;
  private final Chain chain;
  private final Clock clock;
  private final Set<Release> released = ConcurrentHashMap.newKeySet();
  private final Map<Release, LongAdder> repeats = new ConcurrentHashMap<>();

  /// The audit of a node alone, in `store`, chained with `key`. Nothing is checked yet: see
  /// [#verify].
  public Audit(Store store, SecretKey key, Clock clock) {
    this(store, key, "", clock);
  }

  /// The same for one of several nodes, which writes a chain of its own.
  public Audit(Store store, SecretKey key, String node, Clock clock) {
    this.store = store;
    this.chain = new Chain(key, node);
    this.clock = clock;
  }

  /// Writes one entry; durable on return.
  public void record(Entry entry) {
    store.write(connection -> {
      recordIn(connection, entry);
      return true;
    });
  }

  /// Writes one entry as part of somebody's transaction.
  public void recordIn(Connection connection, Entry entry) throws SQLException {
    chain.append(connection, clock.millis(), entry);
  }

  /// Must be called before a token leaves for `recipient`, each time.
  public void release(AccountId account, Generation generation, String recipient, String how) {
    var release = new Release(account, generation, recipient, how);
    if (released.contains(release)) {
      repeats.computeIfAbsent(release, _ -> new LongAdder()).increment();
      return;
    }
    record(new Entry("released", account, generation, recipient, how));
    released.add(release);
  }

  /// Writes how often releases were repeated since the last call.
  public void flush() {
    for (var release : Set.copyOf(repeats.keySet())) {
      var count = repeats.remove(release);
      if (count != null && count.sum() > 0) {
        record(release.repeated(count.sum()));
      }
    }
  }

  /// Forgets the releases to a recipient that has ended, once their counts are written.
  public void ended(String recipient) {
    flush();
    released.removeIf(release -> release.recipient.equals(recipient));
  }

  /// Forgets older generations of an account: they are not released again.
  public void superseded(AccountId account, Generation current) {
    released.removeIf(r -> r.account.equals(account) && current.isAfter(r.generation));
  }

  /// Entries of all nodes before the one of that number, newest first: `count` of them, or all
  /// there are.
  public List<Recorded> recent(long before, int count) {
    return store.read(connection -> Chain.recent(connection, before, count));
  }

  /// An entry that was written.
  ///
  /// @param number its place in the audit, from 1 on
  /// @param node the node that wrote it; empty for a node alone
  public record Recorded(long number, Instant at, String node, Entry entry) {}

  /// Checks the chains of all nodes from their first entries.
  ///
  /// @throws dev.cloakroom.problem.Problem `audit-damaged`, naming the first entry that does not
  ///   fit
  public Verified verify() {
    return store.read(chain::verify);
  }

  /// What whole chains have seen.
  ///
  /// @param entries how many entries they have
  /// @param newest the newest committed generation of each account that was not disconnected since
  public record Verified(long entries, Map<AccountId, Generation> newest) {
    public Verified {
      newest = Map.copyOf(newest);
    }
  }

  private record Release(AccountId account, Generation generation, String recipient, String how) {
    Entry repeated(long times) {
      return new Entry("repeated", account, generation, recipient, how + " ×" + times);
    }
  }
}
