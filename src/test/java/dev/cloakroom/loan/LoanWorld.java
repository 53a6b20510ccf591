package dev.cloakroom.loan;

import dev.cloakroom.MutableClock;
import dev.cloakroom.audit.Audit;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.broker.Parts;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Reading;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.MasterKey;
import dev.cloakroom.store.MemoryStore;
import dev.cloakroom.store.Spool;
import dev.cloakroom.vault.Holder;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One account at a strict provider, two nodes over one vault, and a run on the first of them whose
/// tool refreshes by itself: one interleaving of all that, by a seed.
///
/// After every step: the family lives, and neither the vault nor any reader goes back. In the end:
/// the vault has the refresh token that is good.
final class LoanWorld implements AutoCloseable {
  private static final AccountId ANA = new AccountId("strict", "ana");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final MasterKey KEY = MasterKey.of(Secret.of("k".repeat(32)));
  private static final SecureRandom CHANCE = new SecureRandom();

  /// A bug that is planted, to see it caught.
  enum Plant {
    NONE,
    /// The vault forgets which refresh tokens it had: whatever differs from the newest is taken.
    COMPARES_WITH_THE_NEWEST_ONLY,
    /// What the file has is taken for known unless it ends later than what the vault has.
    COMPARES_CLOCKS,
    /// Loans are not written down, so that nobody else knows of them.
    NOT_EXCLUSIVE,
    /// Loans do not outlive the host, so that the next one refreshes before it looks at the file.
    NOT_SETTLED_FIRST
  }

  final SplittableRandom random;
  final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
  final StrictFamily family = new StrictFamily(clock);
  private final Plant plant;
  private final Path folder;
  private final MemoryStore store = MemoryStore.open();
  private final Spool reserve;
  private final Broker other;
  private Vault vault;
  private Broker broker;
  private Loans loans;
  private @Nullable ModelTool tool;
  private @Nullable Lent lent;
  private boolean crashed;
  private int runs;
  private long newest;
  private long before;
  private final StringBuilder story = new StringBuilder();

  LoanWorld(SplittableRandom random, Path folder, Plant plant) {
    this.random = random;
    this.folder = folder;
    this.plant = plant;
    this.reserve = Spool.at(folder.resolve("reserve"), 1 << 12);
    if (plant == Plant.NOT_EXCLUSIVE) {
      sql("CREATE TRIGGER unwritten BEFORE INSERT ON loan BEGIN SELECT RAISE(IGNORE); END");
    }
    this.other = broker(vault("b"));
    this.vault = vault("a");
    this.broker = broker(vault);
    this.loans = loans();
    broker.connect(ANA, "sub", "ana", family.first());
  }

  private Audit audit() {
    return new Audit(store, KEY.macKeyFor("audit"), "", reserve, clock);
  }

  private Vault vault(String node) {
    return Vault.open(store, audit(), KEY, Holder.born(node, CHANCE), List.of(), CHANCE);
  }

  private Broker broker(Vault over) {
    return new Broker(
        new Parts(over, audit(), family, _ -> provider(), new Events(), clock, random, _ -> {}));
  }

  private static Provider provider() {
    return new Provider(
        "strict",
        null,
        Endpoints.UNKNOWN,
        null,
        Scopes.NONE,
        Map.of(),
        Map.of(),
        List.of(),
        Quirks.STRICT);
  }

  private Loans loans() {
    return new Loans(
        folder.resolve("loans"),
        broker,
        vault,
        _ -> dialect(),
        new Events(),
        (_, _) -> Optional.empty(),
        clock);
  }

  private Dialect dialect() {
    return plant == Plant.COMPARES_CLOCKS ? new PlainDialect(this::byClock) : new PlainDialect();
  }

  /// Takes what does not end later for what is known.
  private Reading byClock(Reading found) {
    var known = current();
    var end = known.expiresAt();
    return found instanceof Reading.Tokens(var tokens, _)
            && end != null
            && tokens.liveFor(Duration.ZERO, end)
        ? found
        : new Reading.Tokens(known, "");
  }

  private TokenSet current() {
    return vault.current(ANA);
  }

  /// Lets so many things happen, and ends whatever goes on.
  void live(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      check();
    }
    end();
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> refresh(broker, "host");
      case 2 -> refresh(other, "node b");
      case 3 -> refused(broker, "host");
      case 4 -> refused(other, "node b");
      case 5 -> lendOrEnd();
      case 6, 7, 8 -> toolActs();
      case 9 -> pass();
      case 10 -> look();
      default -> crashOrSettle();
    }
    if (plant == Plant.COMPARES_WITH_THE_NEWEST_ONLY) {
      sql("DELETE FROM spent");
    }
  }

  private void refresh(Broker by, String who) {
    say(who + " wants a fresh token");
    read(() -> by.token(ANA, HOUR.multipliedBy(2), "group", "test").tokensOf(ANA));
    read(() -> by.token(ANA, null, "group", "test").tokensOf(ANA));
  }

  private void refused(Broker by, String who) {
    say(who + " is told 401");
    clock.advance(Duration.ofMinutes(1));
    try {
      by.refused(ANA, by.peek(ANA).generation());
    } catch (Problem e) {
      say("  " + e.code());
    }
  }

  private void read(Supplier<TokenSet> reading) {
    try {
      var seen = reading.get();
      say("  gets " + StrictFamily.number(seen));
    } catch (Problem e) {
      say("  " + e.code());
    }
  }

  private void lendOrEnd() {
    var running = tool;
    if (running != null) {
      endRun(running);
    } else if (!crashed) {
      lend();
    }
  }

  private void lend() {
    var form = new Form(Mode.ADOPTED_FILE, "plain-file", null);
    var grant = new Grant("group", ANA, "tool", Scopes.NONE, form);
    var run = "run-" + ++runs;
    try {
      var taken =
          loans.open(
              new Loans.Borrower(grant, run, "engine", facts(), OptionalInt.empty(), _ -> {}));
      say(run + " is lent " + StrictFamily.number(taken.tokens()));
      lent = taken;
      tool = new ModelTool(taken, family, clock, random);
    } catch (Problem e) {
      say(run + " is not lent it: " + e.code());
    }
  }

  private static Facts facts() {
    var nowhere = Path.of("/");
    return new Facts(
        "tool",
        "strict/ana",
        "",
        "",
        "",
        List.of(),
        nowhere,
        nowhere,
        URI.create("http://127.0.0.1:8181/tool"),
        "client",
        Secret.of("none"));
  }

  private void endRun(ModelTool running) {
    running.finish();
    tool = null;
    say("the container ends");
    var over = lent;
    if (!crashed && over != null) {
      over.close();
      lent = null;
    }
  }

  private void toolActs() {
    if (tool != null) {
      say("tool " + tool.act(newest, before));
    }
  }

  private void pass() {
    int minutes = random.nextInt(40);
    say(minutes + " minutes pass");
    clock.advance(Duration.ofMinutes(minutes));
  }

  private void look() {
    say("the host looks");
    loans.look();
    clock.advance(Duration.ofMillis(random.nextInt(700)));
  }

  /// A host dies, its container goes on for a while; the next host ends that, and settles.
  private void crashOrSettle() {
    if (crashed) {
      if (tool != null) {
        endRun(tool);
      }
      say("the next host settles");
      loans.settle(_ -> true);
      crashed = false;
      lent = null;
    } else {
      say("the host dies");
      if (plant == Plant.NOT_SETTLED_FIRST) {
        sql("DELETE FROM loan");
      }
      vault = vault("a");
      broker = broker(vault);
      loans = loans();
      crashed = true;
    }
  }

  private void end() {
    if (crashed) {
      crashOrSettle();
    }
    if (tool != null) {
      endRun(tool);
    }
    check();
    refresh(broker, "host");
    clock.advance(HOUR.multipliedBy(2));
    refresh(broker, "host");
    check();
    if (!family.isGood(current())) {
      throw broken("the vault lacks the refresh token that is good");
    }
  }

  private void check() {
    if (family.isDead()) {
      throw broken("the family is dead");
    }
    long seen = StrictFamily.number(current());
    if (seen < newest) {
      throw broken("the vault went back from " + newest + " to " + seen);
    }
    before = seen == newest ? before : newest;
    newest = seen;
  }

  private AssertionError broken(String what) {
    return new AssertionError(what + " (" + plant + "):\n" + story);
  }

  private void say(String what) {
    story.append(what).append('\n');
  }

  private void sql(String statement) {
    store.write(connection -> {
      try (var prepared = connection.createStatement()) {
        return prepared.execute(statement);
      }
    });
  }

  @Override
  public void close() {
    store.close();
  }
}
