package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The end of a container, which its keeper tells and others wait for. Safe for any thread.
final class End {
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  /// It has come, with that exit code.
  void is(int exitCode) {
    code.complete(exitCode);
  }

  /// The keeper can't tell it any more.
  void isUnknown(RuntimeException why) {
    code.completeExceptionally(why);
  }

  boolean hasCome() {
    return code.isDone();
  }

  /// Waits for it; returns the exit code.
  int await() throws InterruptedException {
    try {
      return code.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Problem problem
          ? problem
          : new IllegalStateException("the keeper failed", e);
    }
  }

  /// Waits for it; whoever wants its code is told where that is not known.
  void awaitAnyhow() {
    code.exceptionally(_ -> 0).join();
  }

  /// Whether it comes within `patience`; no when the waiting thread is interrupted.
  boolean comesWithin(Duration patience) {
    try {
      code.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException _) {
      return true;
    } catch (TimeoutException _) {
      return false;
    }
  }
}
