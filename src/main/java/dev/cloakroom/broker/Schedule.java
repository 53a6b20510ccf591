package dev.cloakroom.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.credential.AccountId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which account is due when, and a thread that tends each in time, on a virtual thread of its own.
///
/// It looks at the clock at least every ten seconds, so that a clock that jumps or a machine that
/// slept delays nothing for longer.
final class Schedule implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Schedule.class.getName());
  private static final Duration LONGEST_NAP = Duration.ofSeconds(10);
  private static final int MOST_AT_ONCE = 64;

  private final Clock clock;
  private final Consumer<AccountId> tend;
  private final Aside aside;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final TreeSet<Due> queue = new TreeSet<>();

  @GuardedBy("lock")
  private final Map<AccountId, Due> byAccount = new HashMap<>();

  @GuardedBy("lock")
  private boolean closed;

  private @Nullable Thread thread;

  Schedule(Clock clock, Consumer<AccountId> tend, Aside aside) {
    this.clock = clock;
    this.tend = tend;
    this.aside = aside;
  }

  /// Plans an account for `due`, instead of what was planned for it before.
  void at(Instant due, AccountId id) {
    synchronized (lock) {
      remove(id);
      var next = new Due(due, id);
      queue.add(next);
      byAccount.put(id, next);
      lock.notifyAll();
    }
  }

  void drop(AccountId id) {
    synchronized (lock) {
      remove(id);
    }
  }

  @GuardedBy("lock")
  private void remove(AccountId id) {
    var before = byAccount.remove(id);
    if (before != null) {
      queue.remove(before);
    }
  }

  void start() {
    thread = Thread.ofVirtual().name("schedule").start(this::run);
  }

  private void run() {
    try {
      for (var id = next(); id != null; id = next()) {
        var account = id;
        places.acquire();
        aside.start("refresh", account, () -> tendOne(account));
      }
    } catch (InterruptedException _) {
      // closed while it waited: there is nothing left to do
    }
  }

  void tendOne(AccountId id) {
    try {
      tend.accept(id);
    } catch (RuntimeException | OutOfMemoryError e) { // some request took it, and gives it back
      LOG.log(isClosed() ? Level.DEBUG : Level.ERROR, "could not tend " + id, e);
      at(clock.instant().plus(LONGEST_NAP), id);
    } finally {
      places.release();
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /// Waits for the next account that is due; null once closed.
  private @Nullable AccountId next() throws InterruptedException {
    synchronized (lock) {
      while (!closed) {
        var due = poll();
        if (due != null) {
          return due;
        }
        var first = first();
        var wait = first == null ? LONGEST_NAP : Duration.between(clock.instant(), first);
        lock.wait(Math.max(1, Math.min(wait.toMillis(), LONGEST_NAP.toMillis())));
      }
      return null;
    }
  }

  /// Takes the account that is due first; null when none is due yet.
  @Nullable AccountId poll() {
    synchronized (lock) {
      var first = first();
      if (first == null || first.isAfter(clock.instant())) {
        return null;
      }
      var due = queue.removeFirst();
      byAccount.remove(due.id);
      return due.id;
    }
  }

  /// When the first account is due; null when nothing is planned.
  @Nullable Instant first() {
    synchronized (lock) {
      return queue.isEmpty() ? null : queue.first().at;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  private record Due(Instant at, AccountId id) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }
}
