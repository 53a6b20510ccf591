package dev.cloakroom.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.function.LongSupplier;

/// Lets something happen so many times a second, and some times more at once after a pause. Safe
/// for any thread.
public final class TokenBucket {
  private static final long SECOND = 1_000_000_000;

  private final long price; // in nanoseconds of waiting
  private final long most;
  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private long saved;

  @GuardedBy("this")
  private long since;

  /// A full bucket.
  ///
  /// @param perSecond how often in the long run
  /// @param burst how often at once
  /// @param nanoTime such as [System#nanoTime]
  public TokenBucket(int perSecond, int burst, LongSupplier nanoTime) {
    this.price = SECOND / perSecond;
    this.most = burst * price;
    this.nanoTime = nanoTime;
    this.saved = most;
    this.since = nanoTime.getAsLong();
  }

  /// Takes one, if there is one.
  public synchronized boolean take() {
    long now = nanoTime.getAsLong();
    saved = Math.min(most, saved + (now - since));
    since = now;
    if (saved < price) {
      return false;
    }
    saved -= price;
    return true;
  }
}
