package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A command under bwrap: the process *bwrap* on the host, its child *init* (process 1 inside, also
/// bwrap), and init's child, the command.
///
/// bwrap is killed when the thread that started it ends (`--die-with-parent` is Linux's
/// PR_SET_PDEATHSIG, which means the thread, not the process). So each container has a *keeper*: a
/// platform thread that starts bwrap and lives until all is gone. When the host is killed its
/// threads end, and every container with them.
final class BubblewrapContainer implements Container {
  private final Process bwrap;
  private final CompletableFuture<Optional<Init>> init = new CompletableFuture<>();
  private final End end = new End();

  private BubblewrapContainer(Process bwrap) {
    this.bwrap = bwrap;
  }

  /// What makes the surroundings of a container, in its keeper.
  interface Opening {
    Surroundings open() throws IOException;
  }

  /// Starts it in these surroundings, with a keeper of its own.
  static Container start(String run, Opening surroundings, ProcessBuilder command)
      throws IOException {
    var started = new CompletableFuture<BubblewrapContainer>();
    Thread.ofPlatform()
        .daemon()
        .name("keeper of " + run)
        .start(() -> keep(surroundings, command, started));
    try {
      return started.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Problem problem) {
        throw problem;
      }
      throw new IOException("bwrap did not start", e.getCause());
    }
  }

  private static void keep(
      Opening surroundings,
      ProcessBuilder command,
      CompletableFuture<BubblewrapContainer> started) {
    BubblewrapContainer container;
    int code;
    try (var around = surroundings.open()) {
      container = new BubblewrapContainer(around.enter(command).start());
      started.complete(container);
      code = container.keep(around);
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      return;
    }
    container.end.is(code);
  }

  private int keep(Surroundings around) {
    init.complete(Init.of(bwrap));
    around.begun();
    int code = awaitExit();
    init.join().ifPresent(Init::end);
    return code;
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
  public boolean isGone() {
    return end.hasCome();
  }

  @Override
  public void pause() {
    init.join().map(Init::process).map(Freeze::new).ifPresent(Freeze::begin);
  }

  @Override
  public void resume() {
    init.join().map(Init::process).map(Freeze::new).ifPresent(Freeze::end);
  }

  @Override
  public void stop(Duration grace) {
    var first = init.join().map(Init::process);
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
