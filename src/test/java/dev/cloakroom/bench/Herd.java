package dev.cloakroom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// Askers at the sockets of hosts, who all come at the same moment, each with a connection of its
/// own. A host takes 512 at once; the others wait to be let in, which counts.
final class Herd {
  private static final long KNOCK =
      200_000; // nanoseconds from one knock at a full door to the next

  private final CountDownLatch ready;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final long[] nanos;
  private final boolean[] right;

  private Herd(int size) {
    this.ready = new CountDownLatch(size);
    this.nanos = new long[size];
    this.right = new boolean[size];
  }

  /// So many askers at each host, who are about to ask for `path`, and want `wanted` in the answer.
  static Herd at(List<RunningHost> hosts, int each, String path, byte[] wanted) {
    var herd = new Herd(hosts.size() * each);
    var question = Asker.get(path);
    for (int i = 0; i < herd.nanos.length; i++) {
      int number = i;
      var host = hosts.get(i % hosts.size());
      herd.threads.add(Thread.ofVirtual().start(() -> herd.ask(number, host, question, wanted)));
    }
    return herd;
  }

  private void ask(int number, RunningHost host, byte[] question, byte[] wanted) {
    try (var asker = new Asker(Asker.Style.HTTP_ONCE, host.socket(), question)) {
      ready.countDown();
      gate.await();
      long begin = System.nanoTime();
      while (!asker.connects()) {
        LockSupport.parkNanos(KNOCK);
      }
      right[number] = asker.answersWith(wanted);
      nanos[number] = System.nanoTime() - begin;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets them ask; returns how long each waited. A wrong answer ends the bench.
  LongStream run() {
    try {
      ready.await();
      gate.countDown();
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    int wrong = 0;
    for (boolean one : right) {
      wrong += one ? 0 : 1;
    }
    if (wrong > 0) {
      throw new AssertionError(wrong + " answers were not the new token");
    }
    return LongStream.of(nanos);
  }
}
