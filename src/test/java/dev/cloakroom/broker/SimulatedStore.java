package dev.cloakroom.broker;

import dev.cloakroom.store.MemoryStore;
import dev.cloakroom.store.Store;
import dev.cloakroom.store.Work;
import java.sql.Connection;
import java.sql.SQLException;

/// The shared database as one life sees it: slow, failing by plan, and a place to crash at.
final class SimulatedStore implements Store {
  private final SimulatedLife life;
  private final SimulatedNode node;
  private final Simulation world;

  SimulatedStore(SimulatedLife life) {
    this.life = life;
    this.node = life.node();
    this.world = node.world;
  }

  @Override
  public <T> T read(Work<T> work) {
    life.check();
    if (node.isGone()) {
      life.follow(5000); // as the host does, every second
      throw MemoryStore.failure("store-unreadable");
    }
    return world.store.read(work);
  }

  @Override
  public <T> T write(Work<T> work) {
    life.check();
    var faults = world.faults();
    var random = world.random;
    life.sleep(random.nextInt(random.nextInt(50) == 0 ? 8000 : 6));
    maybeStop(faults);
    if (node.isFull() || random.nextDouble() < faults.failedWrite()) {
      throw MemoryStore.failure("store-unwritable");
    }
    double dice = random.nextDouble();
    if (dice < faults.crash()) {
      life.crash();
    }
    var result = committed(work);
    if (dice > 1 - faults.crash()) {
      life.crash();
    }
    if (random.nextInt(4) == 0) {
      life.sleep(random.nextInt(5));
      maybeStop(faults);
    }
    if (random.nextDouble() < faults.failedWrite() / 3) {
      throw MemoryStore.failure("store-unwritable");
    }
    return result;
  }

  private <T> T committed(Work<T> work) {
    world.timeline.step(node, "writes");
    boolean early =
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
    var result = world.store.write(planted(work));
    world.changed(node);
    return result;
  }

  private <T> Work<T> planted(Work<T> work) {
    return world.plant == Plant.RESTORE_WITHOUT_FINGERPRINT && isCalledBy("restore")
        ? connection -> withoutFingerprints(connection, work)
        : work;
  }

  /// Does `work` while no refresh token is known as spent.
  private static <T> T withoutFingerprints(Connection connection, Work<T> work)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE hidden AS SELECT * FROM spent");
      statement.execute("DELETE FROM spent");
      var result = work.in(connection);
      statement.execute("INSERT OR IGNORE INTO spent SELECT * FROM hidden");
      statement.execute("DROP TABLE hidden");
      return result;
    }
  }

  private static boolean isCalledBy(String method) {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
  }

  private void maybeStop(Faults faults) {
    if (world.random.nextDouble() < faults.stop()) {
      node.stop();
      life.sleep(0);
    }
  }

  @Override
  public void close() {}
}
