package dev.cloakroom.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How fast the clients of one listener may come, all together: requests, and connections. What
/// comes faster is refused before anything is looked up. Safe for any thread.
public final class RateLimit {
  /// So many refusals within [#WINDOW] are no mistake any more.
  static final int MANY = 1000;

  private static final long SECOND = 1_000_000_000;
  private static final long WINDOW = 10 * SECOND;
  private static final long SILENCE = 60 * SECOND;
  private static final Reply REFUSAL =
      Reply.problem(
              429,
              new Problem(
                  Kind.BUSY,
                  "too-many-requests",
                  "There are more requests than this socket answers: send fewer, and the next one in a second."))
          .header("Retry-After", "1");

  private final TokenBucket requests;
  private final TokenBucket connections;
  private final Runnable alarm;
  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private long windowEnd;

  @GuardedBy("this")
  private int refused;

  @GuardedBy("this")
  private long silentUntil;

  /// A limit for requests, and the same for connections.
  ///
  /// @param perSecond how many in the long run
  /// @param burst how many at once
  /// @param alarm runs when it goes on, once a minute at most
  /// @param nanoTime such as [System#nanoTime]
  public RateLimit(int perSecond, int burst, Runnable alarm, LongSupplier nanoTime) {
    this.requests = new TokenBucket(perSecond, burst, nanoTime);
    this.connections = new TokenBucket(perSecond, burst, nanoTime);
    this.alarm = alarm;
    this.nanoTime = nanoTime;
    this.silentUntil = nanoTime.getAsLong();
    this.windowEnd = silentUntil;
  }

  /// The reply to a request that comes too fast; empty for one that is welcome.
  Optional<Reply> refusal() {
    if (requests.take()) {
      return Optional.empty();
    }
    if (isTooMuch()) {
      alarm.run();
    }
    return Optional.of(REFUSAL);
  }

  /// Whether one more connection may be accepted now.
  boolean admits() {
    return connections.take();
  }

  /// Whether so much was refused lately that it is no mistake.
  synchronized boolean isHammered() {
    return refused > MANY && nanoTime.getAsLong() - windowEnd < 0;
  }

  private synchronized boolean isTooMuch() {
    long now = nanoTime.getAsLong();
    if (now - windowEnd >= 0) {
      windowEnd = now + WINDOW;
      refused = 0;
    }
    refused++;
    boolean tell = refused > MANY && now - silentUntil >= 0;
    if (tell) {
      silentUntil = now + SILENCE;
    }
    return tell;
  }
}
