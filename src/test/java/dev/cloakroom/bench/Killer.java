package dev.cloakroom.bench;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Kills a process at a chosen moment of a refresh, in the thread that passes that refresh on. Safe
/// for any thread.
final class Killer implements Relay.Watcher {
  private final Random random;
  private final AtomicReference<@Nullable Order> order = new AtomicReference<>();

  /// A moment, and what is done then.
  private record Order(Point point, Runnable deed, CountDownLatch done) {}

  /// When a host is killed.
  enum Point {
    /// While it starts.
    STARTING("while it starts"),
    /// At any time.
    ANY("at any time"),
    /// A request has come; half of them reach the server all the same.
    ARRIVED("when a request has come"),
    /// The server has answered, the reply is not on its way yet.
    GRANTED("before a reply is sent"),
    /// The reply is on its way.
    REPLIED("when a reply is sent"),
    /// A reply was lost up to half a second before.
    LOST("after a lost reply");

    private final String words;

    Point(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    boolean isOf(Relay.Moment moment) {
      return switch (this) {
        case STARTING, ANY -> false;
        case ARRIVED -> moment == Relay.Moment.ARRIVED;
        case GRANTED, LOST -> moment == Relay.Moment.GRANTED;
        case REPLIED -> moment == Relay.Moment.REPLIED;
      };
    }
  }

  Killer(Random random) {
    this.random = random;
  }

  /// Does `deed` at the next refresh that comes to `point`; false when none does in time.
  boolean at(Point point, Runnable deed) {
    var next = new Order(point, deed, new CountDownLatch(1));
    order.set(next);
    try {
      return next.done.await(10, TimeUnit.SECONDS);
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
    if (now == null || !now.point.isOf(moment) || !order.compareAndSet(now, null)) {
      return true;
    }
    now.deed.run();
    now.done.countDown();
    return switch (moment) {
      case ARRIVED -> random.nextBoolean();
      case GRANTED -> false;
      case REPLIED -> true;
    };
  }
}
