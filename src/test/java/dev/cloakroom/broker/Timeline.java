package dev.cloakroom.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Virtual time, and what happens in it: one step after another, in an order that is the same each
/// time. A task that has to wait is a [Fiber] with a thread of its own; but only one thread ever
/// runs: the one that waits goes on with what is next, and hands over only to another fiber.
final class Timeline {
  private static final int REMEMBERED = 30;
  private static final long STUCK = TimeUnit.SECONDS.toNanos(60);

  private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
  private final Deque<Fiber> ready = new ArrayDeque<>();
  private final Deque<Noted> last = new ArrayDeque<>();
  private final long begin;
  private final List<Worker> workers = new ArrayList<>();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private long now;
  private long order;
  private long steps;
  private long digest;
  private long end;
  private long most;
  private @Nullable Thread spectator;
  private volatile @Nullable Worker running;
  private volatile long runningSince;
  private volatile boolean closing;
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

  /// Goes on until `until`, or until there were so many steps.
  void run(long until, long mostSteps) {
    end = until;
    most = mostSteps == Long.MAX_VALUE ? mostSteps : steps + mostSteps;
    spectator = Thread.currentThread();
    free().takeOver();
    for (var one = running; one != null; one = running) {
      LockSupport.parkNanos(this, STUCK);
      if (running == one && System.nanoTime() - runningSince > STUCK) {
        var stuck = new IllegalStateException("a task waits for another that waits, too");
        stuck.setStackTrace(one.thread.getStackTrace());
        throw stuck;
      }
    }
    rethrow();
  }

  /// Does what is next, until it is a fiber's turn; null when the time is up.
  private @Nullable Fiber next() {
    try {
      while (failure == null) {
        while (!ready.isEmpty()) {
          var fiber = ready.remove();
          if (!fiber.done) {
            return fiber;
          }
        }
        if (agenda.isEmpty() || agenda.peek().at > end || steps >= most) {
          return null;
        }
        var planned = agenda.remove();
        now = planned.at;
        planned.task.run();
      }
    } catch (Throwable e) {
      failure = e;
    }
    return null;
  }

  private Worker free() {
    return idle.isEmpty() ? new Worker() : idle.pop();
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

  /// Lets `fiber` go on, after what is done now.
  void go(Fiber fiber) {
    ready.add(fiber);
  }

  /// Ends all threads, one after another.
  void close() {
    closing = true;
    for (var worker : workers) {
      LockSupport.unpark(worker.thread);
      try {
        worker.thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
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

    /// Waits until somebody calls [#go]; called by the fiber itself.
    void pause() {
      var mine = worker;
      if (mine == null) {
        throw new IllegalStateException("not running");
      }
      mine.pause();
    }
  }

  /// What a waiting fiber meets when the world is closed.
  private static final class Over extends Error {
    private static final long serialVersionUID = 1L;

    Over() {
      super("over", null, false, false);
    }
  }

  /// A thread that runs one fiber after another.
  private final class Worker implements Runnable {
    private final Thread thread = Thread.ofVirtual().unstarted(this);
    private @Nullable Fiber fiber;

    Worker() {
      workers.add(this);
      thread.start();
    }

    @Override
    public void run() {
      await();
      while (!closing) {
        if (fiber == null) {
          goOn(null);
        } else {
          runOne(fiber);
        }
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

    void pause() {
      goOn(fiber);
      if (closing) {
        throw new Over();
      }
    }

    /// Goes on with what is next, until it is this thread's turn to go on with `mine`, or with a
    /// fiber that begins when it has none.
    private void goOn(@Nullable Fiber mine) {
      var next = closing ? null : next();
      if (next != null && next.worker == null && mine == null) {
        begin(next);
      } else if (next == null || next != mine) {
        if (mine == null) {
          idle.push(this);
        }
        handOver(next);
        await();
      }
    }

    private void begin(Fiber next) {
      next.worker = this;
      fiber = next;
    }

    private void handOver(@Nullable Fiber next) {
      if (next == null) {
        running = null;
        LockSupport.unpark(spectator);
        return;
      }
      var worker = next.worker;
      if (worker == null) {
        worker = free();
        worker.begin(next);
      }
      worker.takeOver();
    }

    void takeOver() {
      runningSince = System.nanoTime();
      running = this;
      LockSupport.unpark(thread);
    }

    private void await() {
      while (running != this && !closing) {
        LockSupport.park(this);
      }
    }
  }
}
