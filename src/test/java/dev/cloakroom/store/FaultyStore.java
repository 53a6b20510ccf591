package dev.cloakroom.store;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// A store that fails on order, over a real one. Safe for any thread.
public final class FaultyStore implements Store {
  private static final Set<Fault> LASTING = EnumSet.of(Fault.UNTIL_MENDED, Fault.GONE);

  private final Store real;
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger readsLeft = new AtomicInteger(Integer.MAX_VALUE);
  private volatile Fault fault = Fault.NONE;
  private volatile int first;
  private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

  public FaultyStore(Store real) {
    this.real = real;
  }

  /// How writes fail.
  public enum Fault {
    NONE,
    /// Once, before the work; nothing is kept.
    BEFORE,
    /// Once, after the commit: it is kept, and told as failed.
    AFTER_COMMIT,
    /// Each, before the work, until it is mended.
    UNTIL_MENDED,
    /// The same, and reads with them.
    GONE
  }

  /// Fails the next write.
  public void failNext(Fault how) {
    failAt(writes.get() + 1, how);
  }

  /// Fails the write of that number, counted from 1 on.
  public void failAt(int number, Fault how) {
    first = number;
    fault = how;
  }

  /// Ends whatever was ordered.
  public void mend() {
    fault = Fault.NONE;
    readsLeft.set(Integer.MAX_VALUE);
  }

  /// Lets so many reads succeed, and fails the others until it is mended.
  public void failReadsAfter(int count) {
    readsLeft.set(count);
  }

  /// Does something right after the next commit, before its writer hears of it.
  public void afterNextCommit(Runnable action) {
    next.set(action);
  }

  /// How many writes were begun.
  public int writes() {
    return writes.get();
  }

  @Override
  public <T> T read(Work<T> work) {
    boolean gone = fault == Fault.GONE && writes.get() >= first;
    if (gone || readsLeft.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      throw failure();
    }
    return real.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    int number = writes.incrementAndGet();
    var how = number == first || (number > first && LASTING.contains(fault)) ? fault : Fault.NONE;
    if (how == Fault.BEFORE || LASTING.contains(how)) {
      throw failure();
    }
    var result = real.write(work);
    next.getAndSet(() -> {}).run();
    if (how == Fault.AFTER_COMMIT) {
      throw failure();
    }
    return result;
  }

  private static StoreException failure() {
    return new StoreException("store-unwritable", "The database fails on order.");
  }

  @Override
  public void close() {
    real.close();
  }
}
