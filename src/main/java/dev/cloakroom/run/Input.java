package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// The standard input of a run: passed on as it comes, and kept as long as it is no more than 1
/// MiB, so that a second try reads the same. Safe for any thread.
final class Input {
  private static final int MOST_KEPT = 1 << 20;

  @GuardedBy("this")
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  @GuardedBy("this")
  private boolean whole = true;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private @Nullable Try reader;

  /// Adds bytes, once the command has read most of those before; null says that there are no more.
  synchronized void add(byte @Nullable [] bytes) {
    if (bytes == null) {
      ended = true;
    } else {
      keep(bytes);
    }
    if (reader != null) {
      reader.input(bytes);
    }
  }

  private synchronized void keep(byte[] bytes) {
    whole &= reader == null || kept.size() + bytes.length <= MOST_KEPT;
    if (whole) {
      kept.writeBytes(bytes);
    } else {
      kept.reset();
    }
  }

  /// Whether another try could read all that came so far.
  synchronized boolean isWhole() {
    return whole;
  }

  /// Gives a try all that came so far, and what comes from now on.
  synchronized void feed(Try next) {
    reader = next;
    if (kept.size() > 0) {
      next.input(kept.toByteArray());
    }
    if (ended) {
      next.input(null);
    }
  }
}
