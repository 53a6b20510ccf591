package dev.cloakroom.boot;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does something at once and then again and again, until it is closed.
final class Ticker implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  Ticker(Duration pause, Runnable work) {
    thread = Thread.ofVirtual().name("ticker").start(() -> run(pause, work));
  }

  private void run(Duration pause, Runnable work) {
    try {
      do {
        tick(work);
      } while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// A failure is told, once until it is over, and does not end the ticking.
  private void tick(Runnable work) {
    try {
      work.run();
      failing = false;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!failing) {
        System.getLogger(Ticker.class.getName()).log(Level.ERROR, "a regular task failed", e);
      }
      failing = true;
    }
  }

  /// Ends after the work under way.
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
