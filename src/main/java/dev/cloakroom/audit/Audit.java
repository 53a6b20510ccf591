package dev.cloakroom.audit;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  private final Reserve reserve;
  private final Clock clock;
  private final Object flushing = new Object();
  private final Map<AccountId, Map<Release, CompletableFuture<Boolean>>> released =
      new ConcurrentHashMap<>();
  private final Map<Release, LongAdder> repeats = new ConcurrentHashMap<>();

  /// An audit in `store`, chained with `key`. Nothing is checked yet: see [#verify].
  ///
  /// @param node which of several nodes this is; each writes a chain of its own. Empty for a node
  ///   alone
  /// @param reserve where releases are written while the store takes nothing
  public Audit(Store store, SecretKey key, String node, Spool reserve, Clock clock) {
    this.store = store;
    this.chain = new Chain(key, node);
    this.reserve = new Reserve(reserve, key);
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

  /// Must be called before a token leaves for `recipient`, each time. While the store takes
  /// nothing, the reserve does; when neither does, this throws, and the token must not leave.
  public void release(AccountId account, Generation generation, String recipient, String how) {
    var release = new Release(account, generation, recipient, how);
    var mine = new CompletableFuture<Boolean>();
    var ofAccount = released.computeIfAbsent(account, _ -> new ConcurrentHashMap<>());
    var before = ofAccount.putIfAbsent(release, mine);
    if (before != null) {
      await(before);
      repeats.computeIfAbsent(release, _ -> new LongAdder()).increment();
      return;
    }
    try {
      recordOrReserve(new Entry("released", account, generation, recipient, how));
      mine.complete(true);
    } catch (RuntimeException e) {
      ofAccount.remove(release, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static void await(CompletableFuture<Boolean> written) {
    try {
      written.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void recordOrReserve(Entry entry) {
    try {
      record(entry);
    } catch (StoreException e) {
      if (!reserve.keep(new Reserve.Late(clock.millis(), entry))) {
        throw e;
      }
    }
  }

  /// Writes what waits in the reserve, and how often releases were repeated since the last call.
  public void flush() {
    synchronized (flushing) {
      flushReserve();
      for (var release : List.copyOf(repeats.keySet())) {
        var count = repeats.remove(release);
        if (count != null && count.sum() > 0) {
          flush(release, count);
        }
      }
    }
  }

  private void flushReserve() {
    var late = reserve.all();
    if (!late.entries().isEmpty()) {
      store.write(connection -> append(connection, late.entries()));
    }
    reserve.drop(late);
  }

  private boolean append(Connection connection, List<Reserve.Late> late) throws SQLException {
    for (var one : late) {
      chain.append(connection, one.at(), one.entry());
    }
    return true;
  }

  private void flush(Release release, LongAdder count) {
    try {
      record(release.repeated(count.sum()));
    } catch (StoreException e) {
      repeats.computeIfAbsent(release, _ -> new LongAdder()).add(count.sum());
      throw e;
    }
  }

  /// Forgets the releases to a recipient that has ended, once their counts are written.
  public void ended(String recipient) {
    flush();
    for (var ofAccount : released.values()) {
      ofAccount.keySet().removeIf(release -> release.recipient.equals(recipient));
    }
  }

  /// Forgets older generations of an account: they are not released again.
  public void superseded(AccountId account, Generation current) {
    released
        .getOrDefault(account, Map.of())
        .keySet()
        .removeIf(release -> current.isAfter(release.generation));
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
