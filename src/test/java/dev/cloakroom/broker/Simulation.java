package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.MemoryStore;
import dev.cloakroom.store.Spool;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The whole engine in a world of its own: nodes over one real database, providers that know the
/// truth, people, virtual time and a plan of faults. All that is random comes from the seed, so a
/// seed that failed fails again in the same step.
public final class Simulation implements AutoCloseable {
  static final MasterKey KEY = MasterKey.of(Secret.of("k".repeat(32)));
  private static final Logger LOG = Logger.getLogger("dev.cloakroom");
  private static final long BEGIN = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();
  private static final int MINUTE = 60_000;
  private static final int LONGEST_AUDIT = 3000;

  final Plan plan;
  final Plant plant;
  final SplittableRandom random;
  final Timeline timeline = new Timeline(BEGIN);
  final MemoryStore store = MemoryStore.open();
  final SimulatedCatalog catalog;
  final SimulatedProvider provider = new SimulatedProvider();
  final Promises promises = new Promises(this);
  final Trouble trouble = new Trouble(this);
  final Vault observer;
  private final People people;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<AccountId, Durable> durable = new HashMap<>();
  private boolean calm;

  /// What came of it.
  public record Outcome(long steps, long digest, Duration simulated, Map<String, Long> counts) {}

  /// A token set that is durable.
  ///
  /// @param since from when on at the latest, in true time
  record Durable(TokenSet tokens, long since) {
    String refresh() {
      return text(tokens.refresh());
    }
  }

  private Simulation(Plan plan, Plant plant, Path folder) {
    this.plan = plan;
    this.plant = plant;
    this.random = new SplittableRandom(plan.seed());
    this.catalog = new SimulatedCatalog(plant);
    var clock = Clock.fixed(Instant.ofEpochMilli(BEGIN), ZoneOffset.UTC);
    var reserve = Spool.at(folder.resolve("observer"), 1 << 10);
    var audit = new Audit(store, KEY.macKeyFor("audit"), "observer", reserve, clock);
    observer =
        Vault.open(store, audit, KEY, new Holder("observer", "1"), List.of(), new SecureRandom());
    people = new People(this);
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      var name = count == 1 ? "" : String.valueOf((char) ('a' + i));
      nodes.add(new SimulatedNode(name, this, folder, random.nextInt(3) > 0));
    }
  }

  /// Simulates one world.
  public static Outcome run(Plan plan) throws IOException {
    return run(plan, Plant.NONE);
  }

  static Outcome run(Plan plan, Plant plant) throws IOException {
    LOG.setLevel(Level.OFF); // what goes wrong here is told by the violation
    var folder = newFolder();
    try (var world = new Simulation(plan, plant, folder)) {
      return world.run();
    } finally {
      delete(folder);
    }
  }

  /// In memory where that can be: a disk would take most of the time.
  private static Path newFolder() throws IOException {
    var memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, "simulation")
        : Files.createTempDirectory("simulation");
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Outcome run() {
    try {
      nodes.forEach(SimulatedNode::boot);
      people.begin();
      onceIn(1000 / plan.faults().outages(), trouble::happens);
      timeline.run(BEGIN + Duration.ofDays(plan.days()).toMillis(), plan.steps());
      calmDown();
      timeline.run(timeline.now() + plan.calm().toMillis(), Long.MAX_VALUE);
      new Reckoning(this).check();
      return new Outcome(
          timeline.steps(),
          timeline.digest(),
          Duration.ofMillis(timeline.now() - BEGIN),
          promises.counts());
    } catch (Violation | RuntimeException e) {
      throw new AssertionError(
          "seed %d, step %d, %s, %s nodes: %s%n the last steps:%s"
              .formatted(
                  plan.seed(),
                  timeline.steps(),
                  plan,
                  nodes.size(),
                  e.getMessage(),
                  timeline.story()),
          e);
    }
  }

  private void calmDown() {
    timeline.step("the faults end");
    calm = true;
    nodes.forEach(SimulatedNode::calmDown);
  }

  @Override
  public void close() {
    timeline.close();
    store.close();
  }

  boolean isCalm() {
    return calm;
  }

  Faults faults() {
    return calm ? Faults.NONE : plan.faults();
  }

  /// Does a task about once in so many steps, at any moment, until it is calm.
  void onceIn(double steps, Runnable task) {
    long before = timeline.steps();
    timeline.at(
        timeline.now() + 1 + random.nextInt(plan.days() * MINUTE),
        () -> {
          if (!calm) {
            if (random.nextDouble() < (timeline.steps() - before) / steps) {
              task.run();
            }
            onceIn(steps, task);
          }
        });
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  SimulatedNode anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  List<AccountId> accounts() {
    return people.accounts();
  }

  /// Tells the other nodes that something was written.
  void changed(SimulatedNode writer) {
    for (var node : nodes) {
      if (node != writer && node.life != null) {
        node.life.follow(200 + random.nextInt(random.nextInt(20) == 0 ? 60_000 : 3000));
      }
    }
  }

  /// The current token set that is durable; null when there is none.
  @Nullable TokenSet durable(AccountId id) {
    var known = known(id);
    return known == null ? null : known.tokens;
  }

  /// What is durable of an account, and since when; null when there is nothing.
  @Nullable Durable known(AccountId id) {
    var account = observer.account(id);
    var known = durable.get(id);
    if (account.isEmpty()) {
      if (known != null) {
        promises.givenUp(known.refresh());
        durable.remove(id);
      }
      return null;
    }
    if (known != null && known.tokens.generation().equals(account.get().generation())) {
      return known;
    }
    var newer = new Durable(observer.current(id), timeline.now());
    durable.put(id, newer);
    if (known != null && !known.refresh().equals(newer.refresh())) {
      promises.givenUp(known.refresh());
    }
    return newer;
  }

  /// Whether the journal knows the refresh token of an attempt as spent.
  boolean isSpent(Attempt attempt) {
    return store.read(connection -> {
      try (var query =
          connection.prepareStatement(
              "SELECT 1 FROM spent WHERE account = ? AND fingerprint = ?")) {
        query.setString(1, attempt.account().toString());
        query.setString(2, attempt.fingerprint());
        try (var row = query.executeQuery()) {
          return row.next();
        }
      }
    });
  }

  /// Begins the audit anew when it is long, since each life checks the whole of it.
  void trimAudit() {
    store.write(connection -> {
      try (var statement = connection.createStatement()) {
        return statement.executeUpdate(
            "DELETE FROM audit WHERE (SELECT MAX(number) - MIN(number) FROM audit) > "
                + LONGEST_AUDIT);
      }
    });
  }

  static String text(@Nullable Secret secret) {
    return secret == null ? "" : secret.useText(text -> text);
  }
}
