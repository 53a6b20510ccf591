package dev.cloakroom.broker;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.broker.SimulatedProvider.Family;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.MemoryStore;
import dev.cloakroom.store.Spool;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int LONGEST_AUDIT = 3000;
  private static final long LONGEST_JUMP = Duration.ofHours(3).toMillis();

  final Plan plan;
  final Plant plant;
  final SplittableRandom random;
  final Timeline timeline = new Timeline(BEGIN);
  final MemoryStore store = MemoryStore.open();
  final SimulatedProvider provider = new SimulatedProvider();
  final Promises promises = new Promises(this);
  final Vault observer;
  private final Map<String, Provider> providers = new HashMap<>();
  private final Map<String, Long> downUntil = new HashMap<>();
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<Customer> customers = new ArrayList<>();
  private final Map<AccountId, TokenSet> durable = new HashMap<>();
  private boolean calm;

  /// When a clock was wrong last; now, while one is.
  private long clockOffUntil;

  /// A world to be simulated.
  ///
  /// @param seed where all chance comes from
  /// @param accounts how many accounts there are
  /// @param shortest the shortest lifetime of an access token, and `longest` the longest
  /// @param days how long faults go on
  /// @param steps after how many steps faults end anyway
  /// @param calm how long it goes on without faults, until all must be well
  public record Plan(
      long seed,
      int accounts,
      Duration shortest,
      Duration longest,
      int days,
      long steps,
      Duration calm,
      Faults faults) {

    /// A few nodes' busy hours: access tokens that live seconds to minutes.
    public static Plan hours(long seed, long steps, Faults faults) {
      return new Plan(
          seed,
          25,
          Duration.ofSeconds(10),
          Duration.ofMinutes(20),
          1,
          steps,
          Duration.ofHours(1),
          faults);
    }

    /// A few weeks of hundreds of accounts, as they usually are.
    public static Plan weeks(long seed, long steps, Faults faults) {
      return new Plan(
          seed,
          300,
          Duration.ofMinutes(30),
          Duration.ofDays(2),
          40,
          steps,
          Duration.ofDays(1),
          faults);
    }

    /// A year of thousands of accounts whose access tokens live days to months.
    public static Plan year(long seed, long steps, Faults faults) {
      return new Plan(
          seed,
          2000,
          Duration.ofDays(2),
          Duration.ofDays(90),
          365,
          steps,
          Duration.ofDays(1),
          faults);
    }
  }

  /// What came of it.
  public record Outcome(long steps, long digest, Duration simulated, Map<String, Long> counts) {}

  /// A person with an account.
  private record Customer(AccountId id, Quirks quirks, @Nullable Duration lifetime) {}

  private Simulation(Plan plan, Plant plant, Path folder) {
    this.plan = plan;
    this.plant = plant;
    this.random = new SplittableRandom(plan.seed);
    var clock = Clock.fixed(Instant.ofEpochMilli(BEGIN), ZoneOffset.UTC);
    var reserve = Spool.at(folder.resolve("observer"), 1 << 10);
    var audit = new Audit(store, KEY.macKeyFor("audit"), "observer", reserve, clock);
    observer =
        Vault.open(store, audit, KEY, new Holder("observer", "1"), List.of(), new SecureRandom());
    makeProviders();
    makeCustomers();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      var name = count == 1 ? "" : String.valueOf((char) ('a' + i));
      nodes.add(new SimulatedNode(name, this, folder, random.nextInt(3) > 0));
    }
  }

  /// Simulates one world; the spools' files are in `folder`, which is empty.
  public static Outcome run(Plan plan, Path folder) {
    return run(plan, Plant.NONE, folder);
  }

  static Outcome run(Plan plan, Plant plant, Path folder) {
    LOG.setLevel(Level.OFF); // what goes wrong here is told by the violation
    try (var world = new Simulation(plan, plant, folder)) {
      return world.run();
    }
  }

  private Outcome run() {
    try {
      nodes.forEach(SimulatedNode::boot);
      customers.forEach(this::begin);
      timeline.at(timeline.now() + 1000, this::trouble);
      timeline.run(BEGIN + plan.days * DAY, plan.steps);
      calmDown();
      timeline.run(timeline.now() + plan.calm.toMillis(), Long.MAX_VALUE);
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
                  plan.seed,
                  timeline.steps(),
                  plan,
                  nodes.size(),
                  e.getMessage(),
                  timeline.story()),
          e);
    }
  }

  @Override
  public void close() {
    timeline.close();
    store.close();
  }

  // ---- the world -------------------------------------------------------------------------------

  private void makeProviders() {
    var none = Quirks.STRICT.withRotation(Quirks.Rotation.NONE, null);
    var strict = Quirks.STRICT;
    add("plain", none);
    add("reissuing", Quirks.STRICT.withRotation(Quirks.Rotation.REISSUED, null));
    add("strict", strict);
    add("strict-idle", strict.withLifetimes(days(14), days(180), null, null));
    add("lenient", Quirks.STRICT.withRotation(Quirks.Rotation.SINGLE_USE, Duration.ofSeconds(30)));
    add("patient", Quirks.STRICT.withRotation(Quirks.Rotation.SINGLE_USE, Duration.ofMinutes(10)));
    add("idle", none.withLifetimes(days(7), null, null, null));
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private void add(String id, Quirks quirks) {
    providers.put(
        id,
        new Provider(
            id, null, Endpoints.UNKNOWN, null, Scopes.NONE, Map.of(), Map.of(), List.of(), quirks));
  }

  private Provider truth(String id) {
    return Objects.requireNonNull(providers.get(id));
  }

  /// The provider as the engine knows it, which may be a mistake.
  Provider providerForEngine(String id) {
    var truth = truth(id);
    var quirks = truth.quirks();
    if (plant == Plant.STRICT_TAKEN_FOR_PLAIN && id.startsWith("strict")) {
      quirks = quirks.withRotation(Quirks.Rotation.NONE, null);
    } else if (plant == Plant.LEEWAY_TOO_LONG && quirks.reuseLeeway() != null) {
      quirks =
          quirks.withRotation(Quirks.Rotation.SINGLE_USE, quirks.reuseLeeway().multipliedBy(10));
    } else {
      return truth;
    }
    return new Provider(
        id, null, Endpoints.UNKNOWN, null, Scopes.NONE, Map.of(), Map.of(), List.of(), quirks);
  }

  private void makeCustomers() {
    var ids = providers.keySet().stream().sorted().toList();
    for (int i = 0; i < plan.accounts; i++) {
      var provider = ids.get(random.nextInt(ids.size()));
      var quirks = truth(provider).quirks();
      boolean endless = provider.equals("idle") && random.nextBoolean();
      customers.add(
          new Customer(new AccountId(provider, "p" + i), quirks, endless ? null : lifetime()));
    }
  }

  /// Spread evenly over the orders of magnitude.
  private Duration lifetime() {
    double low = Math.log((double) plan.shortest.toMillis());
    double high = Math.log((double) plan.longest.toMillis());
    return Duration.ofSeconds((long) Math.exp(low + random.nextDouble() * (high - low)) / 1000);
  }

  Faults faults() {
    return calm ? Faults.NONE : plan.faults;
  }

  boolean isDown(String provider) {
    return !calm && timeline.now() < downUntil.getOrDefault(provider, 0L);
  }

  /// Whether a clock was wrong since then.
  boolean clocksWereOff(long since) {
    return clockOffUntil >= since;
  }

  boolean clocksWereOff(Family family) {
    return clocksWereOff(timeline.now() - DAY);
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  List<AccountId> accounts() {
    return customers.stream().map(Customer::id).toList();
  }

  private SimulatedNode anyNode() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  // ---- what happens ----------------------------------------------------------------------------

  private long step() {
    return Math.max(1, plan.days * DAY * 1000 / Math.max(1, plan.steps));
  }

  /// From time to time something breaks, until it is calm.
  private void trouble() {
    if (calm) {
      return;
    }
    double everySteps = plan.faults.outages();
    if (everySteps > 0) {
      timeline.at(
          timeline.now() + (long) (step() / everySteps * 2 * random.nextDouble()), this::trouble);
    }
    var node = anyNode();
    double hours = Math.min(6, plan.calm.toHours());
    long span = 1000 + (long) (random.nextDouble() * random.nextDouble() * hours * 3_600_000);
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        var ids = providers.keySet().stream().sorted().toList();
        var id = ids.get(random.nextInt(ids.size()));
        downUntil.put(id, timeline.now() + span);
        timeline.step(id, "is down for", span / 1000, "s");
      }
      case 2 -> {
        node.fullUntil = timeline.now() + span;
        timeline.step(node, "can't write for", span / 1000, "s");
      }
      case 3 -> {
        node.goneUntil = timeline.now() + span / 10;
        timeline.step(node, "has no database for", span / 10_000, "s");
      }
      default -> clockJump(node, span);
    }
  }

  private void clockJump(SimulatedNode node, long span) {
    setClock(node, random.nextLong(-LONGEST_JUMP, LONGEST_JUMP));
    timeline.at(timeline.now() + span, () -> setClock(node, 0));
  }

  /// Notes until when times may have been told by a wrong clock.
  void noteClocks() {
    boolean off = nodes.stream().anyMatch(n -> n.offset() != 0);
    if (off || clockOffUntil == Long.MAX_VALUE) {
      clockOffUntil = off ? Long.MAX_VALUE : timeline.now() + LONGEST_JUMP;
    }
  }

  private void setClock(SimulatedNode node, long off) {
    timeline.step(node, "has a clock that is off by", off / 1000, "s");
    node.clockOff = calm ? 0 : off;
    noteClocks();
    if (node.life != null) {
      node.life.clockMoved();
    }
  }

  private void calmDown() {
    timeline.step("the faults end");
    calm = true;
    for (var node : nodes) {
      node.fullUntil = 0;
      node.goneUntil = 0;
      node.stoppedUntil = Math.min(node.stoppedUntil, timeline.now() + 60_000);
      setClock(node, 0);
    }
  }

  /// Tells the other nodes that something was written.
  void changed(SimulatedNode writer) {
    for (var node : nodes) {
      if (node != writer && node.life != null) {
        node.life.follow(200 + random.nextInt(random.nextInt(20) == 0 ? 60_000 : 3000));
      }
    }
  }

  private void begin(Customer customer) {
    timeline.at(timeline.now() + 2000 + random.nextInt(60_000), () -> connect(customer));
    timeline.at(timeline.now() + 100_000 + random.nextInt(60_000), () -> ask(customer));
    timeline.at(timeline.now() + 200_000, () -> tidy(customer));
  }

  /// The person consents, and the account is saved on some node.
  private void connect(Customer customer) {
    var node = anyNode();
    var life = node.life;
    if (life == null || life.broker() == null) {
      timeline.at(timeline.now() + 60_000, () -> connect(customer));
      return;
    }
    life.run(
        customer.id,
        "connects",
        () -> {
          var family =
              provider.authorize(customer.id, customer.quirks, customer.lifetime, timeline.now());
          try {
            life.running().connect(customer.id, "subject", "label", first(node, family));
          } catch (Problem e) {
            promises.allowed(node, e);
            timeline.at(timeline.now() + 120_000, () -> connect(customer));
          }
        });
  }

  private static TokenSet first(SimulatedNode node, Family family) {
    var now = node.clock.instant();
    var idle = family.quirks.idleLifetime();
    return new TokenSet(
            Generation.NONE.next(),
            Secret.of(family.access().value),
            Secret.of(family.live.keySet().iterator().next()),
            "Bearer",
            now,
            family.lifetime == null ? null : now.plus(family.lifetime),
            Scopes.of("calendar"))
        .withRefreshEnd(idle == null ? null : now.plus(idle));
  }

  /// Somebody asks for a token, again and again.
  private void ask(Customer customer) {
    var pace = customer.lifetime == null ? Duration.ofDays(1) : customer.lifetime.dividedBy(2);
    long wait = (long) (pace.toMillis() * 2 * random.nextDouble());
    timeline.at(timeline.now() + 1 + wait, () -> ask(customer));
    var node = anyNode();
    var life = node.life;
    if (life == null || life.broker() == null || timeline.now() < node.stoppedUntil) {
      return;
    }
    var margin =
        customer.lifetime == null || random.nextInt(4) > 0
            ? null
            : customer.lifetime.dividedBy(random.nextInt(1, 20));
    if (!life.isBusy(customer.id)) {
      life.run(customer.id, "asks", () -> ask(life, customer.id, margin, "run-1"));
    } else if (isGood(life, customer.id) && life.readers.add(customer.id)) {
      life.runFreely(customer.id, "reads", () -> read(life, customer.id));
    }
  }

  /// Whether a reader gets a token without waiting for the account's lock.
  private boolean isGood(SimulatedNode.Life life, AccountId id) {
    var account = observer.account(id);
    if (account.isEmpty()) {
      return false;
    }
    var seen = life.running().status(account.get()).account().life();
    return seen.liveFor(Timing.usualMargin(seen).plusSeconds(1), life.node().clock.instant());
  }

  private void read(SimulatedNode.Life life, AccountId id) {
    try {
      if (isGood(life, id)) {
        ask(life, id, null, "run-2");
      }
    } finally {
      life.readers.remove(id);
    }
  }

  private void ask(SimulatedNode.Life life, AccountId id, @Nullable Duration margin, String who) {
    long askedAt = timeline.now();
    try {
      var answer = life.running().token(id, margin, who, "test");
      promises.answered(life.node(), id, who, answer, askedAt);
      refuseRevoked(life, id, answer);
    } catch (Problem e) {
      promises.allowed(life.node(), e);
    }
  }

  /// A resource server refuses a token that was revoked early.
  private void refuseRevoked(SimulatedNode.Life life, AccountId id, Answer answer) {
    var tokens =
        switch (answer) {
          case Answer.Live(var live) -> live;
          case Answer.StillGood(var live, _) -> live;
          default -> null;
        };
    if (tokens == null || !provider.access(text(tokens.access())).revoked) {
      return;
    }
    timeline.at(
        timeline.now() + 500,
        () ->
            life.run(
                id,
                "is refused with",
                () -> {
                  try {
                    life.running().refused(id, tokens.generation());
                  } catch (Problem e) {
                    promises.allowed(life.node(), e);
                  }
                }));
  }

  /// A person looks after an account, every now and then.
  private void tidy(Customer customer) {
    long pace =
        Math.max(customer.lifetime == null ? DAY : customer.lifetime.toMillis() * 3, 3_600_000);
    timeline.at(timeline.now() + (long) (pace * (0.5 + random.nextDouble())), () -> tidy(customer));
    var account = observer.account(customer.id);
    if (account.isEmpty() || account.get().state() == AccountState.NEEDS_CONSENT) {
      if (random.nextInt(3) == 0 || calm) {
        connect(customer);
      }
      return;
    }
    if (!calm && random.nextDouble() < plan.faults.people() / 10) {
      meddle(customer);
    }
  }

  private void meddle(Customer customer) {
    var refresh = text(Objects.requireNonNull(durable(customer.id)).refresh());
    var family = provider.familyOf(refresh);
    switch (random.nextInt(5)) {
      case 0 -> {
        timeline.step("a person revokes", customer.id);
        family.dead = family.dead == null ? "revoked" : family.dead;
        family.access().revoked = true;
      }
      case 1 -> connect(customer);
      case 2 -> disconnect(customer);
      default -> {
        timeline.step("a provider revokes an access token of", customer.id);
        family.access().revoked = true;
      }
    }
  }

  private void disconnect(Customer customer) {
    var node = anyNode();
    var life = node.life;
    if (life == null || life.broker() == null) {
      return;
    }
    life.runFreely(
        customer.id,
        "disconnects",
        () -> {
          try {
            life.running().disconnect(customer.id);
          } catch (Problem e) {
            promises.allowed(node, e);
          }
        });
  }

  // ---- what is known ---------------------------------------------------------------------------

  /// The current token set that is durable; null when there is none.
  @Nullable TokenSet durable(AccountId id) {
    var account = observer.account(id);
    if (account.isEmpty()) {
      durable.remove(id);
      return null;
    }
    var known = durable.get(id);
    if (known == null || !known.generation().equals(account.get().generation())) {
      known = observer.current(id);
      durable.put(id, known);
    }
    return known;
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
            "DELETE FROM audit WHERE (SELECT COUNT(*) FROM audit) > " + LONGEST_AUDIT);
      }
    });
  }

  /// The accounts of which a node's spool has something.
  Set<AccountId> spooled(SimulatedNode node) {
    var ids = new HashSet<AccountId>();
    for (var spool : node.spools()) {
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

  static String text(@Nullable Secret secret) {
    return secret == null ? "" : secret.useText(text -> text);
  }
}
