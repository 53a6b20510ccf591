package dev.cloakroom.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What breaks from time to time, for a while: providers, disks, databases and clocks.
final class Trouble {
  private static final long LONGEST_JUMP = Duration.ofHours(3).toMillis();
  private static final int LONGEST_HOURS = 6;

  private final Simulation world;
  private final Map<String, Long> downUntil = new HashMap<>();

  Trouble(Simulation world) {
    this.world = world;
  }

  boolean isDown(String provider) {
    return !world.isCalm() && world.timeline.now() < downUntil.getOrDefault(provider, 0L);
  }

  void happens() {
    var random = world.random;
    var timeline = world.timeline;
    var node = world.anyNode();
    double hours = Math.min(LONGEST_HOURS, world.plan.calm().toHours());
    long span = 1000 + (long) (random.nextDouble() * random.nextDouble() * hours * 3_600_000);
    switch (random.nextInt(5)) {
      case 0, 1 -> takeDown(span);
      case 2 -> {
        node.fullUntil = timeline.now() + span;
        timeline.step(node, "can't write for", span / 1000, "s");
      }
      case 3 -> {
        node.goneUntil = timeline.now() + span / 10;
        timeline.step(node, "has no database for", span / 10_000, "s");
      }
      default -> {
        node.setClock(random.nextLong(-LONGEST_JUMP, LONGEST_JUMP));
        timeline.at(timeline.now() + span / 10, node::mendClock);
      }
    }
  }

  private void takeDown(long span) {
    var ids = world.catalog.ids();
    var id = ids.get(world.random.nextInt(ids.size()));
    downUntil.put(id, world.timeline.now() + span);
    world.timeline.step(id, "is down for", span / 1000, "s");
  }
}
