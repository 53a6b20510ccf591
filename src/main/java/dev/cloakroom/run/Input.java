package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The standard input of a run: passed on as it comes, and kept up to 1 MiB, so that a second try
/// reads the same. Safe for any thread.
final class Input {
  private static final int MOST_KEPT = 1 << 20;

  @GuardedBy("this")
  private final List<byte[]> kept = new ArrayList<>();

  @GuardedBy("this")
  private int keptBytes;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private @Nullable Try reader;

  /// Adds bytes; null says that there are no more.
  synchronized void add(byte @Nullable [] bytes) {
    if (bytes == null) {
      ended = true;
    } else if (keptBytes + bytes.length <= MOST_KEPT) {
      kept.add(bytes);
      keptBytes += bytes.length;
    }
    if (reader != null) {
      reader.input(bytes);
    }
  }

  /// Gives a try all that came so far, and what comes from now on.
  synchronized void feed(Try next) {
    reader = next;
    kept.forEach(next::input);
    if (ended) {
      next.input(null);
    }
  }
}
