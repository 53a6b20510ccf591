package dev.cloakroom.broker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets the first of those who come at the same time do the work, and the others wait for it, and
/// all go on at once: at a lock, they would go on one after the other. Safe for any thread.
final class Together {
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> underWay =
      new AtomicReference<>();

  /// Does `work`, or waits for whoever does it and takes what can be `found` then; who finds
  /// nothing works, too.
  <T> T first(Supplier<@Nullable T> found, Supplier<T> work) {
    var mine = new CompletableFuture<Boolean>();
    var others = underWay.compareAndExchange(null, mine);
    if (others == null) {
      try {
        return work.get();
      } finally {
        underWay.set(null);
        mine.complete(true);
      }
    }
    others.join();
    var what = found.get();
    return what == null ? work.get() : what;
  }
}
