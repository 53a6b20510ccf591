package dev.cloakroom.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// The newest items of a series that is told as it goes on: numbered from 1, and kept up to a
/// bound.
///
/// Adding never waits for anybody: readers follow at their own pace, and one that is too slow
/// learns that it missed something. Safe for any thread.
public final class Backlog<T> {
  private final long capacity;
  private final ToLongFunction<T> weight;

  @GuardedBy("this")
  private final Queue<T> items = new ArrayDeque<>();

  @GuardedBy("this")
  private long held;

  @GuardedBy("this")
  private long last;

  @GuardedBy("this")
  private boolean ended;

  /// An empty one, which keeps the newest items that weigh no more than `capacity` together.
  public Backlog(long capacity, ToLongFunction<T> weight) {
    this.capacity = capacity;
    this.weight = weight;
  }

  /// Adds the item that `making` gives for its number; nothing once the series has ended.
  public synchronized void add(LongFunction<T> making) {
    if (ended) {
      return;
    }
    var item = making.apply(++last);
    items.add(item);
    held += weight.applyAsLong(item);
    while (held > capacity) {
      held -= weight.applyAsLong(items.remove());
    }
    notifyAll();
  }

  /// Says that no more items come.
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// Lets go of all items: a reader learns that it missed them.
  public synchronized void forget() {
    items.clear();
    held = 0;
  }

  /// The number of the newest item; 0 before the first.
  public synchronized long last() {
    return last;
  }

  /// What the kept items weigh.
  public synchronized long held() {
    return held;
  }

  /// What came after the item of that number. A number that is not given out yet stems from another
  /// series: its reader has missed everything.
  public synchronized Page<T> after(long number) {
    long before = last - items.size();
    boolean missed = number < before || number > last;
    long skipped = missed ? 0 : number - before;
    return new Page<>(items.stream().skip(skipped).toList(), before, last, missed, ended);
  }

  /// Waits until there is an item after that of `number`, or the series has ended: false when
  /// neither comes to pass in time.
  public synchronized boolean await(long number, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (last <= number && !ended) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /// A part of the series, up to its newest item.
  ///
  /// @param before the number before the oldest item that is kept
  /// @param last the number of the newest item
  /// @param missed whether items that were asked for are gone
  /// @param ended whether no more come
  public record Page<T>(List<T> items, long before, long last, boolean missed, boolean ended) {
    public Page {
      items = List.copyOf(items);
    }
  }
}
