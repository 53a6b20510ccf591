package dev.cloakroom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// A time in which some connections ask one side as fast as they can, one thread for each.
final class Window {
  private final Supplier<Asker> askers;
  private final byte[] wanted;
  private final CountDownLatch begin = new CountDownLatch(1);
  private volatile long end;

  private Window(Supplier<Asker> askers, byte[] wanted) {
    this.askers = askers;
    this.wanted = wanted;
  }

  /// What came of it.
  record Result(double perSecond, Latencies latencies, long errors) {}

  /// Lets `connections` of `askers` ask for `nanos`; each answer must hold `wanted`.
  static Result run(Supplier<Asker> askers, byte[] wanted, int connections, long nanos) {
    var window = new Window(askers, wanted);
    var lanes = new ArrayList<Lane>();
    for (int i = 0; i < connections; i++) {
      lanes.add(window.new Lane());
    }
    lanes.forEach(Thread::start);
    long start = System.nanoTime();
    window.end = start + nanos;
    window.begin.countDown();
    return window.result(lanes, start);
  }

  private Result result(List<Lane> lanes, long start) {
    var latencies = new Latencies();
    long errors = 0;
    try {
      for (var lane : lanes) {
        lane.join();
        latencies.addAll(lane.latencies);
        errors += lane.errors;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(latencies.total() / seconds, latencies, errors);
  }

  /// One connection.
  private final class Lane extends Thread {
    private final Latencies latencies = new Latencies();
    private long errors;

    @Override
    public void run() {
      try (var asker = askers.get()) {
        begin.await();
        for (long now = System.nanoTime(); now < end; ) {
          boolean right = asker.answersWith(wanted);
          long after = System.nanoTime();
          latencies.add(after - now);
          errors += right ? 0 : 1;
          now = after;
        }
      } catch (InterruptedException e) {
        errors++;
      } catch (RuntimeException e) {
        errors++;
        throw e;
      }
    }
  }
}
