package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One life of a node's process, with a real broker over a real vault.
final class SimulatedLife {
  private static final SecureRandom NONCES = new SecureRandom();
  private static final int HOUR = 3_600_000;

  private final SimulatedNode node;
  private final Simulation world;
  private final Timeline timeline;
  private final SimulatedStore store;
  private final Set<Timeline.Fiber> fibers = new LinkedHashSet<>();
  private final Map<AccountId, Queue<Runnable>> busy = new HashMap<>();
  final Set<AccountId> readers = new HashSet<>();

  /// Refresh tokens that reached this process, and are not known to be durable yet.
  final Map<AccountId, String> received = new HashMap<>();

  private boolean dead;
  private boolean following;
  private long armed = Long.MAX_VALUE;
  private Timeline.@Nullable Fiber running;
  private @Nullable Broker broker;
  private @Nullable Vault vault;
  private @Nullable Audit audit;

  SimulatedLife(SimulatedNode node) {
    this.node = node;
    this.world = node.world;
    this.timeline = node.world.timeline;
    this.store = new SimulatedStore(this);
  }

  /// The end of a process: nothing of it goes on, and nothing catches it.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  SimulatedNode node() {
    return node;
  }

  boolean isDead() {
    return dead;
  }

  /// Whether its broker has begun.
  boolean isReady() {
    return broker != null;
  }

  Broker broker() {
    return Objects.requireNonNull(broker);
  }

  Vault vault() {
    return Objects.requireNonNull(vault);
  }

  SimulatedStore store() {
    return store;
  }

  void boot() {
    run(null, "boot", this::open);
  }

  private void open() {
    try {
      world.trimAudit();
      audit =
          new Audit(
              store, Simulation.KEY.macKeyFor("audit"), node.name, node.reserve(), node.clock);
      var name = world.plant == Plant.TAKE_OVER_AT_ONCE ? "" : node.name;
      var holder = Holder.born(name, world.random);
      vault = Vault.open(store, audit, Simulation.KEY, holder, node.spools(), NONCES);
      var made = new Broker(parts(vault, audit, holder), (what, id, task) -> run(id, what, task));
      made.takeAll();
      broker = made;
      arm();
      flushLater();
    } catch (Problem e) {
      world.promises.allowed(node, e);
      dead = true;
      node.reboot(30_000);
    }
  }

  private Parts parts(Vault opened, Audit own, Holder holder) {
    var events = new Events();
    events.subscribe(this::hear);
    return new Parts(
        opened,
        own,
        new SimulatedNetwork(this, holder),
        world.catalog::asKnown,
        events,
        node.clock,
        world.random,
        millis -> sleep(millis * 300));
  }

  private void hear(Event event) {
    if (event instanceof Event.Refreshed(var id, var generation)) {
      world.promises.told(id, generation);
    }
  }

  /// Now and then, what waits in the audit's reserve is written.
  private void flushLater() {
    timeline.at(
        timeline.now() + HOUR,
        () -> {
          if (dead) {
            return;
          }
          if (node.reserve().records().isEmpty()) {
            flushLater();
          } else {
            run(null, "flush", this::flush);
          }
        });
  }

  private void flush() {
    trying(() -> Objects.requireNonNull(audit).flush()).run();
    flushLater(); // not before this one has ended: it holds a lock
  }

  /// A task that may meet problems, as long as they are ones that may be met.
  Runnable trying(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Problem e) {
        world.promises.allowed(node, e);
      }
    };
  }

  /// Runs a task as a fiber of this life; tasks about one account wait for each other, as they
  /// would at the account's lock.
  void run(@Nullable AccountId id, String what, Runnable task) {
    if (dead) {
      return;
    }
    if (id == null) {
      start(null, what, task, () -> {});
      return;
    }
    var waiting = busy.get(id);
    if (waiting != null) {
      waiting.add(() -> start(id, what, task, () -> done(id)));
    } else {
      busy.put(id, new ArrayDeque<>());
      start(id, what, task, () -> done(id));
    }
  }

  boolean isBusy(AccountId id) {
    return busy.containsKey(id);
  }

  /// Runs a task that takes no account's lock.
  void runFreely(AccountId id, String what, Runnable task) {
    if (!dead) {
      start(id, what, task, () -> {});
    }
  }

  private void start(@Nullable AccountId id, String what, Runnable task, Runnable afterwards) {
    var holder = new Timeline.Fiber[1];
    var fiber =
        timeline.fiber(() -> {
          try {
            check();
            timeline.step(node, what, id == null ? "" : id);
            task.run();
            if (id != null) {
              world.promises.settled(node, id);
            }
            afterwards.run();
            arm();
          } catch (Crash _) {
            // this life is over
          } finally {
            fibers.remove(holder[0]);
          }
        });
    holder[0] = fiber;
    fibers.add(fiber);
    resume(fiber, world.random.nextInt(20));
  }

  private void done(AccountId id) {
    var next = Objects.requireNonNull(busy.get(id)).poll();
    if (next == null) {
      busy.remove(id);
    } else {
      next.run();
    }
  }

  /// Lets a fiber go on after a while, or when its node runs again.
  private void resume(Timeline.Fiber fiber, long after) {
    timeline.at(
        timeline.now() + after,
        () -> {
          if (!dead && timeline.now() < node.stoppedUntil) {
            resume(fiber, node.rest() + world.random.nextInt(50));
            return;
          }
          running = fiber;
          timeline.go(fiber);
        });
  }

  /// Lets time pass for the running fiber.
  void sleep(long millis) {
    check();
    var mine = Objects.requireNonNull(running);
    resume(mine, millis);
    mine.pause();
    check();
  }

  void check() {
    if (dead) {
      throw new Crash();
    }
  }

  /// Ends this life; called by one of its fibers.
  void crash() {
    check();
    die();
    throw new Crash();
  }

  /// Ends this life, from outside.
  void die() {
    timeline.step(node, "crash");
    dead = true;
    world.promises.died(this);
    var left = new ArrayList<>(fibers);
    timeline.at(timeline.now(), () -> left.forEach(timeline::go));
    node.stoppedUntil = 0;
    node.reboot(1000 + world.random.nextInt(world.random.nextInt(10) == 0 ? 600_000 : 20_000));
  }

  /// Sees to it that what is due next is done in time.
  private void arm() {
    var first = broker == null || dead ? null : broker.schedule().first();
    if (first == null) {
      return;
    }
    long at = Math.max(timeline.now(), first.toEpochMilli() + 1 - node.offset());
    if (at < armed) {
      armed = at;
      timeline.at(at, () -> tend(at));
    }
  }

  private void tend(long at) {
    if (dead || armed != at) {
      return;
    }
    if (timeline.now() < node.stoppedUntil) {
      long later = timeline.now() + node.rest();
      armed = later;
      timeline.at(later, () -> tend(later));
      return;
    }
    armed = Long.MAX_VALUE;
    var schedule = broker().schedule();
    for (var id = schedule.poll(); id != null; id = schedule.poll()) {
      var account = id;
      run(id, "tends", () -> schedule.tendOne(account));
    }
    arm();
  }

  void clockMoved() {
    armed = Long.MAX_VALUE;
    arm();
  }

  /// Takes up soon what other nodes did.
  void follow(long after) {
    if (following || dead || !isReady()) {
      return;
    }
    following = true;
    timeline.at(timeline.now() + after, () -> run(null, "follows", this::follow));
  }

  private void follow() {
    following = false;
    try {
      broker().follow();
    } catch (Problem e) {
      world.promises.allowed(node, e);
      follow(5000);
    }
  }
}
