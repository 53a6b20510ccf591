package dev.cloakroom.boot;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does something again and again, until it is closed.
final class Ticker implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);

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

  /// One failure is told, and does not end the ticking.
  private static void tick(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      System.getLogger(Ticker.class.getName()).log(Level.ERROR, "a regular task failed", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
