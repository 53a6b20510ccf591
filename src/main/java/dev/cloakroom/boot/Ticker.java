package dev.cloakroom.boot;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does something again and again, until it is closed.
final class Ticker implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean failing;

  Ticker(Duration pause, Runnable work) {
    Thread.ofVirtual().name("ticker").start(() -> run(pause, work));
  }

  private void run(Duration pause, Runnable work) {
    try {
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        tick(work);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A failure is told, once until it is over, and does not end the ticking.
  private void tick(Runnable work) {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        System.getLogger(Ticker.class.getName()).log(Level.ERROR, "a regular task failed", e);
      }
      failing = true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
