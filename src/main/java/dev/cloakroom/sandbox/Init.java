package dev.cloakroom.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The process 1 of a bwrap's namespaces: its one child.
record Init(ProcessHandle process) {
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(1);

  /// Waits for it; empty when bwrap has ended without.
  static Optional<Init> of(Process bwrap) {
    while (bwrap.isAlive()) {
      var child = bwrap.children().findFirst();
      if (child.isPresent()) {
        return child.map(Init::new);
      }
      LockSupport.parkNanos(GLANCE);
    }
    return Optional.empty();
  }

  /// Kills it, and all that is with it. The kernel lets process 1 end only after all others of its
  /// namespace. Its parent may be gone by now, so it may stay a zombie for ever if the host's own
  /// init does not reap.
  void end() {
    process.destroyForcibly();
    while (process.isAlive() && !isZombie(process.pid())) {
      LockSupport.parkNanos(GLANCE);
    }
  }

  private static boolean isZombie(long pid) {
    try {
      var status = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return status.startsWith("Z", status.lastIndexOf(')') + 2);
    } catch (IOException _) {
      return true; // it has just gone
    }
  }
}
