package dev.cloakroom.broker;

import dev.cloakroom.broker.SimulatedProvider.Family;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.AccountState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The people of a simulated world: they consent, ask for tokens, look after their accounts, and
/// meddle with them.
final class People {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Simulation world;
  private final Timeline timeline;
  private final SplittableRandom random;
  private final Keepsakes keepsakes;
  private final List<Customer> customers = new ArrayList<>();

  /// A person with an account.
  record Customer(AccountId id, Quirks quirks, @Nullable Duration lifetime) {}

  People(Simulation world) {
    this.world = world;
    this.timeline = world.timeline;
    this.random = world.random;
    this.keepsakes = new Keepsakes(world, this);
    var providers = world.catalog.ids();
    for (int i = 0; i < world.plan.accounts(); i++) {
      var provider = providers.get(random.nextInt(providers.size()));
      boolean endless = provider.equals("idle") && random.nextBoolean();
      customers.add(
          new Customer(
              new AccountId(provider, "p" + i),
              world.catalog.truth(provider),
              endless ? null : lifetime()));
    }
  }

  /// Spread evenly over the orders of magnitude.
  private Duration lifetime() {
    double low = Math.log((double) world.plan.shortest().toMillis());
    double high = Math.log((double) world.plan.longest().toMillis());
    return Duration.ofSeconds((long) Math.exp(low + random.nextDouble() * (high - low)) / 1000);
  }

  List<AccountId> accounts() {
    return customers.stream().map(Customer::id).toList();
  }

  Customer any() {
    return customers.get(random.nextInt(customers.size()));
  }

  void begin() {
    for (var customer : customers) {
      long now = timeline.now();
      timeline.at(now + 2000 + random.nextInt(60_000), () -> connect(customer));
      timeline.at(now + 100_000 + random.nextInt(60_000), () -> ask(customer));
      timeline.at(now + 200_000, () -> tidy(customer));
    }
    keepsakes.begin();
  }

  /// The person consents, and the account is saved on some node.
  private void connect(Customer customer) {
    var life = world.anyNode().ready();
    if (life == null) {
      timeline.at(timeline.now() + 60_000, () -> connect(customer));
      return;
    }
    life.run(
        customer.id,
        "connects",
        () -> {
          var tokens = authorize(customer, life.node());
          keepsakes.keep(customer.id, tokens);
          try {
            life.broker().connect(customer.id, "subject", "label", tokens);
          } catch (Problem e) {
            world.promises.allowed(life.node(), e);
            timeline.at(timeline.now() + 120_000, () -> connect(customer));
          }
        });
  }

  /// What a consent brings, told by the clock of `node`.
  TokenSet authorize(Customer customer, SimulatedNode node) {
    var family =
        world.provider.authorize(customer.id, customer.quirks, customer.lifetime, timeline.now());
    return first(node, family);
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
    var node = world.anyNode();
    var life = node.ready();
    if (life == null || timeline.now() < node.stoppedUntil) {
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
  private boolean isGood(SimulatedLife life, AccountId id) {
    var account = world.observer.account(id);
    if (account.isEmpty()) {
      return false;
    }
    var seen = life.broker().status(account.get()).account().life();
    return seen.liveFor(Timing.usualMargin(seen).plusSeconds(1), life.node().clock.instant());
  }

  private void read(SimulatedLife life, AccountId id) {
    try {
      if (isGood(life, id)) {
        ask(life, id, null, "run-2");
      }
    } finally {
      life.readers.remove(id);
    }
  }

  private void ask(SimulatedLife life, AccountId id, @Nullable Duration margin, String who) {
    var question =
        new Promises.Question(life.node(), id, who, timeline.now(), life.node().offset());
    try {
      var answer = life.broker().token(id, margin, who, "test");
      world.promises.answered(question, answer);
      refuseRevoked(life, id, answer);
    } catch (Problem e) {
      world.promises.allowed(life.node(), e);
    }
  }

  /// A resource server refuses a token that was revoked early.
  private void refuseRevoked(SimulatedLife life, AccountId id, Answer answer) {
    var tokens =
        switch (answer) {
          case Answer.Live(var live) -> live;
          case Answer.StillGood(var live, _) -> live;
          default -> null;
        };
    if (tokens == null || !world.provider.access(Simulation.text(tokens.access())).revoked) {
      return;
    }
    timeline.at(
        timeline.now() + 500,
        () ->
            life.run(
                id,
                "is refused with",
                life.trying(() -> life.broker().refused(id, tokens.generation()))));
  }

  /// A person looks after an account, every now and then.
  private void tidy(Customer customer) {
    long pace =
        Math.max(customer.lifetime == null ? DAY : customer.lifetime.toMillis() * 3, 3_600_000);
    timeline.at(timeline.now() + (long) (pace * (0.5 + random.nextDouble())), () -> tidy(customer));
    var account = world.observer.account(customer.id);
    if (account.isEmpty() || account.get().state() == AccountState.NEEDS_CONSENT) {
      if (random.nextInt(3) == 0 || world.isCalm()) {
        connect(customer);
      } else if (random.nextInt(3) == 0) {
        keepsakes.bringIn(customer);
      }
      return;
    }
    if (random.nextDouble() < world.faults().people() / 10) {
      meddle(customer);
    }
  }

  private void meddle(Customer customer) {
    var refresh = Simulation.text(Objects.requireNonNull(world.durable(customer.id)).refresh());
    var family = world.provider.familyOf(refresh);
    switch (random.nextInt(6)) {
      case 0 -> {
        timeline.step("a person revokes", customer.id);
        family.dead = family.dead == null ? "revoked" : family.dead;
        family.access().revoked = true;
      }
      case 1 -> connect(customer);
      case 2 -> disconnect(customer);
      case 3 -> keepsakes.bringIn(customer);
      default -> {
        timeline.step("a provider revokes an access token of", customer.id);
        family.access().revoked = true;
      }
    }
  }

  void disconnect(Customer customer) {
    var life = world.anyNode().ready();
    if (life != null) {
      life.runFreely(
          customer.id, "disconnects", life.trying(() -> life.broker().disconnect(customer.id)));
    }
  }
}
