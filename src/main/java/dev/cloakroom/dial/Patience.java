package dev.cloakroom.dial;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Closes a connection when it has taken too long: reads from a Unix socket have no time limit of
/// their own.
public final class Patience implements AutoCloseable {
  private final long end;
  private final Thread watch;

  private Patience(long end, Connection connection) {
    this.end = end;
    this.watch =
        Thread.ofPlatform()
            .daemon()
            .name("cloakroom-patience")
            .start(() -> closeAt(end, connection));
  }

  /// Begins now, and ends after `limit` or by [#close].
  public static Patience with(Connection connection, Duration limit) {
    return new Patience(System.nanoTime() + limit.toNanos(), connection);
  }

  /// Whether the time is over.
  public boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  @Override
  public void close() {
    watch.interrupt();
  }

  private static void closeAt(long end, Connection connection) {
    while (!Thread.interrupted()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        connection.close();
        return;
      }
      LockSupport.parkNanos(left);
    }
  }
}
