package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.sandbox.Container;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One try of a run's command: its container, its streams and its time.
///
/// Each stream has a virtual thread of its own.
final class Try {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int CHUNK = 16 << 10;
  private static final long SHORTEST_LOOK = 10_000_000; // nanoseconds
  private static final int MOST_WAITING = 4;

  private final Container container;
  private final RunLog log;
  private final BlockingQueue<byte[]> inputs = new ArrayBlockingQueue<>(MOST_WAITING);
  private final @Nullable Duration timeout;
  private final StopWatch clock = new StopWatch(System::nanoTime);
  private final AtomicBoolean late = new AtomicBoolean();
  private final Thread output;
  private final Thread errors;
  private final Thread writer;

  @GuardedBy("this")
  private boolean ends;

  Try(
      Container container,
      RunLog log,
      Consumer<MarkerScanner.Found> found,
      @Nullable Duration timeout) {
    this.container = container;
    this.log = log;
    this.timeout = timeout;
    var scanner = new MarkerScanner(found);
    this.output = Thread.ofVirtual().start(() -> pump("stdout", container.output(), scanner));
    this.errors = Thread.ofVirtual().start(() -> pump("stderr", container.errors(), null));
    this.writer = Thread.ofVirtual().start(this::writeInput);
  }

  /// Passes bytes to the command; null ends its input. Waits while the command is too slow.
  void input(byte @Nullable [] bytes) {
    var next = bytes == null ? new byte[0] : bytes; // nothing stands for the end
    try {
      boolean taken = false;
      while (!taken && writer.isAlive()) {
        taken = inputs.offer(next, 100, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    wakeForGood();
    container.stop(GRACE);
  }

  /// The same without asking.
  void kill() {
    resume();
    container.stop(Duration.ZERO);
  }

  /// Lets the command rest; its time stands still. Where its engine can't do that it goes on.
  synchronized void pause() {
    if (ends || !clock.stop()) {
      return;
    }
    try {
      container.pause();
    } catch (RuntimeException e) {
      clock.start();
      log.notice("The run goes on while a person is asked: " + e.getMessage());
    }
  }

  /// Lets it go on.
  synchronized void resume() {
    if (!clock.start()) {
      return;
    }
    try {
      container.resume();
    } catch (RuntimeException e) {
      log.notice("The run could not be woken: " + e.getMessage());
    }
  }

  /// What stands still can't be stopped.
  private synchronized void wakeForGood() {
    ends = true;
    resume();
  }

  /// Waits for the command; stops it when its time is over, or the waiting is interrupted.
  Ending await() throws InterruptedException {
    var watch = timeout == null ? null : Thread.ofVirtual().start(() -> stopAfter(timeout));
    try {
      int exit = container.waitFor();
      output.join();
      errors.join();
      return late.get() && timeout != null
          ? Ending.failed(
              "timeout",
              "The command took longer than %d s and was stopped.".formatted(timeout.toSeconds()))
          : Ending.of(exit);
    } finally {
      writer.interrupt();
      if (watch != null) {
        watch.interrupt();
      }
      wakeForGood();
      container.stop(Duration.ZERO);
    }
  }

  /// Whether nothing of it can run any more, for sure.
  boolean isGone() {
    return container.isGone();
  }

  private void stopAfter(Duration limit) {
    try {
      for (var left = limit; left.isPositive(); left = limit.minus(clock.time())) {
        TimeUnit.NANOSECONDS.sleep(Math.max(left.toNanos(), SHORTEST_LOOK));
      }
      late.set(true);
      stop();
    } catch (InterruptedException _) {
      // the command has ended in time
    }
  }

  private void pump(String stream, InputStream from, @Nullable MarkerScanner scanner) {
    var chunk = new byte[CHUNK];
    try {
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        log.output(stream, chunk, read);
        if (scanner != null) {
          scanner.feed(chunk, read);
        }
      }
    } catch (IOException _) {
      // the container is gone, and its stream with it
    }
    if (scanner != null) {
      scanner.end();
    }
  }

  private void writeInput() {
    try (var to = container.input()) {
      for (var bytes = inputs.take(); bytes.length > 0; bytes = inputs.take()) {
        to.write(bytes);
        to.flush();
      }
    } catch (IOException | InterruptedException _) {
      // nobody reads any more: the rest of the input is for nobody
    }
  }
}
