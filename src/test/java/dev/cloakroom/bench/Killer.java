package dev.cloakroom.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Does something to a process at a chosen moment of a refresh, in the thread that passes that
/// refresh on. Safe for any thread.
final class Killer implements Relay.Watcher {
  private static final int LONGEST_WAIT = 20; // seconds

  private final AtomicReference<@Nullable Order> order = new AtomicReference<>();

  /// A moment, and what is done then.
  ///
  /// @param deed done once; false has the connection cut
  private record Order(Relay.Moment moment, BooleanSupplier deed, CountDownLatch done) {}

  /// Does `deed` at the next refresh that comes to `moment`; returns when it is done.
  void at(Relay.Moment moment, BooleanSupplier deed) {
    var next = new Order(moment, deed, new CountDownLatch(1));
    order.set(next);
    try {
      if (!next.done.await(LONGEST_WAIT, TimeUnit.SECONDS)) {
        throw new AssertionError("no refresh came in " + LONGEST_WAIT + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      order.set(null);
    }
  }

  @Override
  public boolean at(Relay.Moment moment, String family) {
    var now = order.get();
    if (now == null || now.moment != moment || !order.compareAndSet(now, null)) {
      return true;
    }
    boolean goesOn = now.deed.getAsBoolean();
    now.done.countDown();
    return goesOn;
  }
}
