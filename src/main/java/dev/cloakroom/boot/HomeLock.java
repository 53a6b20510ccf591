package dev.cloakroom.boot;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Says that a host lives in a home, so that no second one moves in. It goes with the process,
/// however that ends.
final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  static HomeLock take(Path file) {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel)) {
        return new HomeLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "home-unusable", "The file %s can't be locked.".formatted(file), e);
    }
    throw new Problem(
        Kind.FAILED,
        "already-running",
        "A host is running on %s already: use it, or stop it first; another home is chosen with CLOAKROOM_HOME."
            .formatted(file.getParent()));
  }

  @SuppressWarnings("resource") // the lock goes with its channel
  private static boolean lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
