package dev.cloakroom.boot;

import dev.cloakroom.cli.Surroundings.Signals;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// The signals that ask this process to stop, as the JVM hands them on: it begins to shut down,
/// waits for us, and exits with 128 plus the signal's number by itself. Which signal it was it does
/// not tell, so it counts as SIGINT.
final class ProcessSignals implements Signals {
  private static final int SIGINT = 2;
  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch done = new CountDownLatch(1);

  @Override
  public void listen(IntConsumer taker) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> handOn(taker)));
  }

  private void handOn(IntConsumer taker) {
    if (done.getCount() == 0) {
      return; // the program ends by itself
    }
    taker.accept(SIGINT);
    try {
      var inTime = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("cloakroom: the run did not end in time; the host ends it");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The command has ended: nothing is handed on any more.
  void done() {
    done.countDown();
  }

  @Override
  public void leave(int exit) {
    Runtime.getRuntime().halt(exit);
  }
}
