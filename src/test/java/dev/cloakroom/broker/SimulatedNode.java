package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.store.Spool;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One node: a clock that may be wrong, a disk that may be full, and one life after another.
final class SimulatedNode {
  private static final int LARGE_SPOOL = 1 << 16;
  private static final int SMALL_SPOOL = 1 << 11;

  final String name;
  final Simulation world;
  final NodeClock clock = new NodeClock();
  private final Path folder;
  private final int spoolSize;
  private boolean rebooting;

  /// How far the clock is off, in milliseconds.
  private long clockOff;

  /// Until when nothing of this node runs.
  long stoppedUntil;

  /// Until when it can't write, and until when it can't even read.
  long fullUntil;

  long goneUntil;
  @Nullable SimulatedLife life;

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

  /// The life that works now; null while there is none.
  @Nullable SimulatedLife ready() {
    return life != null && life.isReady() ? life : null;
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

  void setClock(long off) {
    world.timeline.step(this, "has a clock that is off by", off / 1000, "s");
    clockOff = off;
    if (life != null) {
      life.clockMoved();
    }
  }

  /// Somebody sees that the clock is wrong, and starts the host anew, too, since a process does not
  /// let its time go back.
  void mendClock() {
    setClock(0);
    if (life != null && offset() != 0) {
      life.die();
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

  /// Stands still for a while.
  void stop() {
    stoppedUntil =
        world.timeline.now() + world.random.nextInt(1000, world.random.nextInt(2000, 7_200_000));
    world.timeline.step(name, "stops for", (stoppedUntil - world.timeline.now()) / 1000, "s");
  }

  /// How long it stands still for now at least; it may be let go on any minute.
  long rest() {
    return Math.min(stoppedUntil - world.timeline.now(), 60_000);
  }

  void calmDown() {
    fullUntil = 0;
    goneUntil = 0;
    stoppedUntil = Math.min(stoppedUntil, world.timeline.now() + 60_000);
    mendClock();
  }

  /// Begins a new life, or tries to until the store lets it.
  void boot() {
    rebooting = false;
    clock.beginAnew();
    life = new SimulatedLife(this);
    life.boot();
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

  /// The audit's.
  Spool reserve() {
    return Spool.at(folder.resolve(name + ".reserve"), LARGE_SPOOL);
  }

  /// The accounts of which its spool has something.
  Set<AccountId> spooled() {
    var ids = new HashSet<AccountId>();
    for (var spool : spools()) {
      for (var record : spool.records()) {
        try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
          ids.add(AccountId.parse(in.readUTF()).orElseThrow());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return ids;
  }
}
