package dev.cloakroom.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Virtual time, and what happens in it: one step after another, in an order that is the same each
/// time. A task that has to wait is a [Fiber] with a thread of its own; but only one thread ever
/// runs, and hands over when it waits.
final class Timeline {
  private static final int REMEMBERED = 30;
  private static final long STUCK = TimeUnit.SECONDS.toNanos(60);

  private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
  private final Deque<Noted> last = new ArrayDeque<>();
  private final long begin;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private long now;
  private long order;
  private long steps;
  private long digest;
  private @Nullable Thread conductor;
  private volatile @Nullable Worker running;
  private @Nullable Throwable failure;

  Timeline(long begin) {
    this.begin = begin;
    this.now = begin;
  }

  private record Planned(long at, long order, Runnable task) implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private record Noted(long step, long at, List<Object> what) {}

  /// Milliseconds since the epoch.
  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  /// A number that is the same when the same steps were made.
  long digest() {
    return digest;
  }

  /// Does `task` then, on nobody's thread: it must not wait.
  void at(long time, Runnable task) {
    agenda.add(new Planned(Math.max(time, now), order++, task));
  }

  /// A task that may wait; it begins with the first [#go].
  Fiber fiber(Runnable task) {
    return new Fiber(task);
  }

  /// Goes on until `end`, or until there were so many steps.
  void run(long end, long mostSteps) {
    conductor = Thread.currentThread();
    long most = mostSteps == Long.MAX_VALUE ? mostSteps : steps + mostSteps;
    while (!agenda.isEmpty() && agenda.peek().at <= end && steps < most) {
      var next = agenda.remove();
      now = next.at;
      next.task.run();
      rethrow();
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException problem -> throw problem;
      default -> throw new IllegalStateException(failure);
    }
  }

  /// Notes a step; `what` and its details are only put into words when somebody asks.
  void step(Object... what) {
    steps++;
    long hash = now;
    for (var part : what) {
      hash = hash * 31 + part.toString().hashCode();
    }
    digest = digest * 1_000_003 + hash;
    last.add(new Noted(steps, now, List.of(what)));
    if (last.size() > REMEMBERED) {
      last.remove();
    }
  }

  /// The last steps in words.
  String story() {
    var story = new StringBuilder();
    for (var entry : last) {
      long after = entry.at - begin;
      story.append(
          "%n  %7d  day %d %02d:%02d:%02d.%03d "
              .formatted(
                  entry.step,
                  after / 86_400_000,
                  after / 3_600_000 % 24,
                  after / 60_000 % 60,
                  after / 1000 % 60,
                  after % 1000));
      for (var part : entry.what) {
        story.append(' ').append(part);
      }
    }
    return story.toString();
  }

  /// Lets `fiber` go on, until it waits or ends.
  void go(Fiber fiber) {
    if (fiber.done) {
      return;
    }
    var worker = fiber.worker;
    if (worker == null) {
      worker = idle.isEmpty() ? new Worker() : idle.pop();
      worker.fiber = fiber;
      fiber.worker = worker;
    }
    handOver(worker);
  }

  private void handOver(Worker worker) {
    running = worker;
    LockSupport.unpark(worker.thread);
    long since = System.nanoTime();
    while (running != null) {
      LockSupport.parkNanos(this, STUCK);
      if (System.nanoTime() - since > STUCK && running != null) {
        var stuck = new IllegalStateException("a task waits for another that waits, too");
        stuck.setStackTrace(worker.thread.getStackTrace());
        throw stuck;
      }
    }
  }

  /// Ends all threads.
  void close() {
    for (var worker : idle) {
      worker.thread.interrupt();
    }
  }

  /// A task that may wait, with whoever it belongs to.
  static final class Fiber {
    private final Runnable task;
    private @Nullable Worker worker;
    private boolean done;

    Fiber(Runnable task) {
      this.task = task;
    }

    boolean isDone() {
      return done;
    }

    /// Waits until somebody calls [#go]; called by the fiber itself.
    void pause() {
      var mine = worker;
      if (mine == null) {
        throw new IllegalStateException("not running");
      }
      mine.giveUp();
    }
  }

  /// A thread that runs one fiber after another.
  private final class Worker implements Runnable {
    private final Thread thread = Thread.ofVirtual().unstarted(this);
    private @Nullable Fiber fiber;
    private boolean ended;

    Worker() {
      thread.start();
    }

    @Override
    public void run() {
      await();
      while (!ended) {
        var mine = fiber;
        if (mine != null) {
          runOne(mine);
        }
        idle.push(this);
        giveUp();
      }
    }

    private void runOne(Fiber mine) {
      try {
        mine.task.run();
      } catch (Throwable e) {
        failure = e;
      } finally {
        mine.done = true;
        fiber = null;
      }
    }

    void giveUp() {
      running = null;
      LockSupport.unpark(conductor);
      await();
    }

    private void await() {
      while (running != this) {
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted() && running != this) {
          ended = true;
          return;
        }
      }
    }
  }
}
