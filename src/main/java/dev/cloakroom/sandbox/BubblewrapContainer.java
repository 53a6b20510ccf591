package dev.cloakroom.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A command under bwrap: the process *bwrap* on the host, its child *init* (process 1 inside, also
/// bwrap), and init's child, the command.
///
/// bwrap is killed when the thread that started it ends (`--die-with-parent` is Linux's
/// PR_SET_PDEATHSIG, which means the thread, not the process). So each container has a *keeper*: a
/// platform thread that starts bwrap and lives until all is gone. When the host is killed its
/// threads end, and every container with them.
final class BubblewrapContainer implements Container {
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(1);

  private final Process bwrap;
  private final CompletableFuture<Optional<ProcessHandle>> init = new CompletableFuture<>();
  private final End end = new End();

  private BubblewrapContainer(Process bwrap) {
    this.bwrap = bwrap;
  }

  /// Starts it, with a keeper of its own.
  static Container start(String run, ProcessBuilder command) throws IOException {
    var started = new CompletableFuture<BubblewrapContainer>();
    Thread.ofPlatform().daemon().name("keeper of " + run).start(() -> keep(command, started));
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new IOException("bwrap did not start", e.getCause());
    }
  }

  private static void keep(ProcessBuilder command, CompletableFuture<BubblewrapContainer> started) {
    try {
      var container = new BubblewrapContainer(command.start());
      started.complete(container);
      container.keep();
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  private void keep() {
    init.complete(findInit());
    int code = awaitExit();
    init.join().ifPresent(BubblewrapContainer::awaitEnd);
    end.is(code);
  }

  /// Waits in this thread: [Process#onExit] would need a free thread of the JVM's common pool.
  private int awaitExit() {
    while (true) {
      try {
        return bwrap.waitFor();
      } catch (InterruptedException _) {
        // nobody interrupts a keeper, and its container is not gone yet
      }
    }
  }

  private Optional<ProcessHandle> findInit() {
    while (bwrap.isAlive()) {
      var child = bwrap.children().findFirst();
      if (child.isPresent()) {
        return child;
      }
      LockSupport.parkNanos(GLANCE);
    }
    return Optional.empty();
  }

  /// The kernel lets process 1 end only after all others of its namespace. Its parent is gone by
  /// now, so it may stay a zombie for ever if the host's own init does not reap.
  private static void awaitEnd(ProcessHandle init) {
    init.destroyForcibly();
    while (init.isAlive() && !isZombie(init.pid())) {
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

  @Override
  public OutputStream input() {
    return bwrap.getOutputStream();
  }

  @Override
  public InputStream output() {
    return bwrap.getInputStream();
  }

  @Override
  public InputStream errors() {
    return bwrap.getErrorStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return end.await();
  }

  @Override
  public void stop(Duration grace) {
    var first = init.join();
    first.flatMap(BubblewrapContainer::command).ifPresent(ProcessHandle::destroy);
    if (!end.comesWithin(grace)) {
      first.ifPresentOrElse(ProcessHandle::destroyForcibly, bwrap::destroyForcibly);
      end.awaitAnyhow();
    }
  }

  /// Init's oldest child; the others are what the command left behind.
  private static Optional<ProcessHandle> command(ProcessHandle init) {
    return init.children()
        .min(
            Comparator.comparing(
                    (ProcessHandle child) -> child.info().startInstant().orElse(Instant.MAX))
                .thenComparingLong(ProcessHandle::pid));
  }
}
