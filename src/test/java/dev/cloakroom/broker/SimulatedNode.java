package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MemoryStore;
import dev.cloakroom.store.Spool;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.Work;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node: a clock that may be wrong, a disk that may be full, and one life after another of a
/// real broker over a real vault.
final class SimulatedNode {
  private static final int LARGE_SPOOL = 1 << 16;
  private static final int SMALL_SPOOL = 1 << 11;
  private static final SecureRandom NONCES = new SecureRandom();

  final String name;
  final Simulation world;
  final NodeClock clock = new NodeClock();
  private final Path folder;
  private final int spoolSize;
  private boolean rebooting;

  /// How far the clock is off, in milliseconds.
  long clockOff;

  /// Until when nothing of this node runs.
  long stoppedUntil;

  /// Until when it can't write, and until when it can't even read.
  long fullUntil;

  long goneUntil;
  @Nullable Life life;

  SimulatedNode(String name, Simulation world, Path folder, boolean largeSpool) {
    this.name = name;
    this.world = world;
    this.folder = folder;
    this.spoolSize = largeSpool ? LARGE_SPOOL : SMALL_SPOOL;
  }

  @Override
  public String toString() {
    return name;
  }

  /// The end of a process: nothing of it goes on, and nothing catches it.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("crash", null, false, false);
    }
  }

  /// How far the time that a process of this node believes in is off, in milliseconds.
  long offset() {
    return clock.millis() - world.timeline.now();
  }

  /// Never goes back while a process lives, as the host's own.
  final class NodeClock extends Clock {
    private long reached;
    private long reachedAt;

    @Override
    public Instant instant() {
      long now = world.timeline.now();
      reached = Math.max(reached + now - reachedAt, now + clockOff);
      reachedAt = now;
      return Instant.ofEpochMilli(reached);
    }

    void beginAnew() {
      reached = 0;
      reachedAt = world.timeline.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new IllegalArgumentException("this clock stays in UTC");
    }
  }

  boolean isFull() {
    return world.timeline.now() < fullUntil || isGone();
  }

  boolean isGone() {
    return world.timeline.now() < goneUntil;
  }

  /// Whether it could not know by now what the other nodes did.
  boolean wasBlind() {
    return world.timeline.now() < Math.max(goneUntil, stoppedUntil) + 120_000;
  }

  /// Begins a new life, or tries to until the store lets it.
  void boot() {
    rebooting = false;
    clock.beginAnew();
    world.noteClocks();
    var born = new Life();
    life = born;
    born.run(null, "boot", born::begin);
  }

  void reboot(long wait) {
    life = null;
    if (!rebooting) {
      rebooting = true;
      world.timeline.at(world.timeline.now() + wait, this::boot);
    }
  }

  /// The files of a node, as the next life finds them.
  List<Spool> spools() {
    return List.of(Spool.at(folder.resolve(name + ".spool"), spoolSize));
  }

  /// One life of the process.
  final class Life {
    private final Set<Timeline.Fiber> fibers = new LinkedHashSet<>();
    private final Map<AccountId, Queue<Runnable>> busy = new HashMap<>();
    private final Map<AccountId, Integer> epochs = new HashMap<>();
    final Set<AccountId> readers = new HashSet<>();

    /// Refresh tokens that reached this process, and are not known to be durable yet.
    final Map<AccountId, String> received = new HashMap<>();

    private boolean dead;
    private boolean following;
    private long armed = Long.MAX_VALUE;
    private Timeline.@Nullable Fiber running;
    private @Nullable Broker broker;
    private @Nullable Audit audit;

    SimulatedNode node() {
      return SimulatedNode.this;
    }

    boolean isDead() {
      return dead;
    }

    @Nullable Broker broker() {
      return broker;
    }

    /// The broker of a life that has begun.
    Broker running() {
      return Objects.requireNonNull(broker);
    }

    private void begin() {
      try {
        world.trimAudit();
        var store = new NodeStore(this);
        var mine =
            new Audit(
                store,
                Simulation.KEY.macKeyFor("audit"),
                name,
                Spool.at(folder.resolve(name + ".reserve"), LARGE_SPOOL),
                clock);
        var holder = Holder.born(world.plant == Plant.TAKE_OVER_AT_ONCE ? "" : name, world.random);
        var vault = Vault.open(store, mine, Simulation.KEY, holder, spools(), NONCES);
        var events = new Events();
        events.subscribe(this::hear);
        var made =
            new Broker(
                new Parts(
                    vault,
                    mine,
                    new SimulatedNetwork(this, holder),
                    world::providerForEngine,
                    events,
                    clock,
                    world.random,
                    millis -> sleep(millis * 300)),
                (what, id, task) -> run(id, what, task));
        made.takeAll();
        audit = mine;
        broker = made;
        arm();
        tick();
      } catch (Problem e) {
        world.promises.allowed(SimulatedNode.this, e);
        dead = true;
        reboot(30_000);
      }
    }

    private void hear(Event event) {
      switch (event) {
        case Event.Refreshed(var id, var generation) ->
            world.promises.told(SimulatedNode.this, id, generation);
        case Event.Disconnected(var id) -> epochs.merge(id, 1, Integer::sum);
        default -> {}
      }
    }

    /// Once a minute: what waits in the audit's reserve is written.
    private void tick() {
      world.timeline.at(
          world.timeline.now() + 3_600_000,
          () -> {
            if (!dead && audit != null) {
              if (Spool.at(folder.resolve(name + ".reserve"), LARGE_SPOOL).records().isEmpty()) {
                tick();
                return;
              }
              run(
                  null,
                  "flush",
                  () -> {
                    try {
                      Objects.requireNonNull(audit).flush();
                    } catch (Problem e) {
                      world.promises.allowed(SimulatedNode.this, e);
                    } finally {
                      tick();
                    }
                  });
            }
          });
    }

    /// Runs a task as a fiber of this life; tasks about one account wait for each other, as they
    /// would at the account's lock.
    void run(@Nullable AccountId id, String what, Runnable task) {
      if (dead) {
        return;
      }
      if (id == null) {
        start(null, what, task);
        return;
      }
      var waiting = busy.get(id);
      if (waiting != null) {
        waiting.add(() -> start(id, what, task));
      } else {
        busy.put(id, new ArrayDeque<>());
        start(id, what, task);
      }
    }

    boolean isBusy(AccountId id) {
      return busy.containsKey(id);
    }

    /// Runs a task that takes no account's lock.
    void runFreely(AccountId id, String what, Runnable task) {
      if (!dead) {
        startFiber(what, id, task, () -> {});
      }
    }

    private void start(@Nullable AccountId id, String what, Runnable task) {
      startFiber(what, id, task, () -> done(id));
    }

    private void startFiber(
        String what, @Nullable AccountId id, Runnable task, Runnable afterwards) {
      var holder = new Timeline.Fiber[1];
      var fiber =
          world.timeline.fiber(() -> {
            try {
              check();
              world.timeline.step(name, what, id == null ? "" : id);
              task.run();
              if (id != null) {
                world.promises.settled(SimulatedNode.this, id);
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

    private void done(@Nullable AccountId id) {
      if (id != null) {
        var next = Objects.requireNonNull(busy.get(id)).poll();
        if (next == null) {
          busy.remove(id);
        } else {
          next.run();
        }
      }
    }

    /// Lets a fiber go on after a while, or when its node runs again.
    void resume(Timeline.Fiber fiber, long after) {
      world.timeline.at(
          world.timeline.now() + after,
          () -> {
            if (!dead && world.timeline.now() < stoppedUntil) {
              resume(fiber, stoppedUntil - world.timeline.now() + world.random.nextInt(50));
              return;
            }
            running = fiber;
            world.timeline.go(fiber);
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

    /// Ends this life; called by one of its fibers, or from outside.
    void crash(boolean within) {
      if (dead) {
        return;
      }
      world.timeline.step(name, "crash");
      dead = true;
      world.promises.died(this);
      var left = new ArrayList<>(fibers);
      world.timeline.at(world.timeline.now(), () -> left.forEach(world.timeline::go));
      stoppedUntil = 0;
      reboot(1000 + world.random.nextInt(world.random.nextInt(10) == 0 ? 600_000 : 20_000));
      if (within) {
        throw new Crash();
      }
    }

    /// Sees to it that what is due next is done in time.
    private void arm() {
      var made = broker;
      var first = made == null || dead ? null : made.schedule().first();
      if (first == null) {
        return;
      }
      long at = Math.max(world.timeline.now(), first.toEpochMilli() + 1 - offset());
      if (at < armed) {
        armed = at;
        world.timeline.at(at, () -> tend(at));
      }
    }

    private void tend(long at) {
      if (dead || armed != at) {
        return;
      }
      if (world.timeline.now() < stoppedUntil) {
        long later = stoppedUntil;
        armed = later;
        world.timeline.at(later, () -> tend(later));
        return;
      }
      armed = Long.MAX_VALUE;
      var schedule = running().schedule();
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
      if (following || dead || broker == null) {
        return;
      }
      following = true;
      world.timeline.at(
          world.timeline.now() + after,
          () ->
              run(
                  null,
                  "follows",
                  () -> {
                    following = false;
                    try {
                      running().follow();
                    } catch (Problem e) {
                      world.promises.allowed(SimulatedNode.this, e);
                      follow(5000);
                    }
                  }));
    }
  }

  /// The shared database as one life sees it.
  private final class NodeStore implements Store {
    private final Life mine;

    NodeStore(Life mine) {
      this.mine = mine;
    }

    @Override
    public <T> T read(Work<T> work) {
      mine.check();
      if (isGone()) {
        throw MemoryStore.failure("store-unreadable");
      }
      return world.store.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      mine.check();
      var faults = world.faults();
      var random = world.random;
      mine.sleep(random.nextInt(random.nextInt(50) == 0 ? 8000 : 6));
      maybeStop(faults);
      if (isFull() || random.nextDouble() < faults.failedWrite()) {
        throw MemoryStore.failure("store-unwritable");
      }
      double dice = random.nextDouble();
      if (dice < faults.crash()) {
        mine.crash(true);
      }
      var result = committed(work);
      if (dice > 1 - faults.crash()) {
        mine.crash(true);
      }
      if (random.nextInt(4) == 0) {
        mine.sleep(random.nextInt(5));
        maybeStop(faults);
      }
      if (random.nextDouble() < faults.failedWrite() / 3) {
        throw MemoryStore.failure("store-unwritable");
      }
      return result;
    }

    private <T> T committed(Work<T> work) {
      world.timeline.step(name, "writes");
      var early =
          switch (world.plant) {
            case PUBLISH_BEFORE_COMMIT -> isCalledBy("commit");
            case REQUEST_BEFORE_ATTEMPT -> isCalledBy("lease");
            default -> false;
          };
      if (early) {
        var result = world.store.pretend(work);
        world.timeline.at(world.timeline.now() + 50, () -> world.store.write(work));
        return result;
      }
      var result = world.store.write(work);
      world.changed(SimulatedNode.this);
      return result;
    }

    private static boolean isCalledBy(String method) {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
    }

    private void maybeStop(Faults faults) {
      if (world.random.nextDouble() < faults.stop()) {
        stop();
        mine.sleep(0);
      }
    }

    @Override
    public void close() {}
  }

  /// Stands still for a while.
  void stop() {
    stoppedUntil =
        world.timeline.now() + world.random.nextInt(1000, world.random.nextInt(2000, 7_200_000));
    world.timeline.step(name, "stops for", (stoppedUntil - world.timeline.now()) / 1000, "s");
  }
}
