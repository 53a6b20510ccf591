package dev.cloakroom.broker;

import dev.cloakroom.broker.People.Customer;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Intake;
import dev.cloakroom.vault.Inventory;
import dev.cloakroom.vault.Restoration.Decision;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people keep outside of the engine, and bring back at any moment: backups, and the tokens
/// that are left in some file or environment variable (promise P11).
final class Keepsakes {
  private static final int STEPS_BETWEEN = 3000;
  private static final int BACKUPS = 4;
  private static final int MOST_LOST = 5;

  private final Simulation world;
  private final People people;
  private final List<Inventory> backups = new ArrayList<>();
  private final Map<AccountId, TokenSet> seeds = new HashMap<>();

  Keepsakes(Simulation world, People people) {
    this.world = world;
    this.people = people;
  }

  void begin() {
    world.onceIn(STEPS_BETWEEN, this::happens);
  }

  private void happens() {
    var life = world.anyNode().ready();
    if (life == null) {
      return;
    }
    switch (world.random.nextInt(backups.isEmpty() ? 1 : 4)) {
      case 0 -> backUp(life);
      case 1 -> {
        people.disconnect(people.any());
        restoreLater(life, false);
      }
      case 2 -> restoreLater(life, false);
      default -> restoreLater(life, true);
    }
  }

  private void backUp(SimulatedLife life) {
    life.run(
        null,
        "backs up",
        life.trying(() -> {
          var inventory = life.store().write(life.vault().restoration()::inventory);
          if (backups.size() == BACKUPS) {
            backups.remove(world.random.nextInt(BACKUPS));
          }
          backups.add(inventory);
          world.promises.count("backups");
        }));
  }

  private void restoreLater(SimulatedLife life, boolean lossy) {
    var backup = backups.get(world.random.nextInt(backups.size()));
    world.timeline.at(
        world.timeline.now() + world.random.nextInt(120_000),
        () -> life.run(null, "restores a backup", life.trying(() -> restore(life, backup, lossy))));
  }

  /// As `cloakroom restore` does.
  ///
  /// @param lossy whether some rows turn out to be damaged at that moment
  private void restore(SimulatedLife life, Inventory backup, boolean lossy) {
    var decisions =
        life.store()
            .write(connection -> {
              if (lossy) {
                loseRows(connection, backup);
              }
              return life.vault().restoration().restore(connection, backup, world.catalog::rotates);
            });
    world.promises.count("restores");
    for (var decision : decisions) {
      check(decision);
    }
    life.follow(0);
  }

  private void check(Decision decision) {
    world.promises.count("restored: " + decision.fate().word());
    if (decision.fate().isRestored()) {
      world.promises.broughtBack(decision.account());
    }
  }

  /// Some rows whose token the backup has, too, and which nobody is about to replace.
  private void loseRows(Connection connection, Inventory backup) throws SQLException {
    Set<AccountId> lost = new HashSet<>();
    for (int i = 0; i < MOST_LOST && !backup.holdings().isEmpty(); i++) {
      var holding = backup.holdings().get(world.random.nextInt(backup.holdings().size()));
      var id = holding.account().id();
      var here = world.durable(id);
      boolean same =
          here != null
              && holding.account().state() != AccountState.NEEDS_CONSENT
              && here.generation().equals(holding.account().generation());
      if (same && world.observer.openAttempt(id).isEmpty() && lost.add(id)) {
        world.timeline.step("a row is damaged, of", id);
        delete(connection, id);
      }
    }
  }

  private static void delete(Connection connection, AccountId id) throws SQLException {
    try (var delete = connection.prepareStatement("DELETE FROM token_set WHERE account = ?")) {
      delete.setString(1, id.toString());
      delete.executeUpdate();
    }
  }

  /// A person has a copy of what a consent brought.
  void keep(AccountId id, TokenSet tokens) {
    if (world.random.nextInt(3) == 0) {
      seeds.put(id, tokens);
    }
  }

  /// A person imports a token: the copy of long ago, or one that is new.
  void bringIn(Customer customer) {
    var life = world.anyNode().ready();
    if (life == null) {
      return;
    }
    life.run(
        customer.id(),
        "imports",
        life.trying(() -> {
          var old = seeds.get(customer.id());
          var tokens =
              old == null || world.random.nextInt(3) == 0
                  ? people.authorize(customer, life.node())
                  : old;
          bringIn(life, customer.id(), tokens);
        }));
  }

  private void bringIn(SimulatedLife life, AccountId id, TokenSet tokens) {
    var offer =
        new Intake.Offer(
            id,
            "env TOKEN",
            new Intake.Person("subject", "label"),
            tokens,
            life.node().clock.instant());
    var answer = life.vault().intake().take(offer);
    world.promises.count("imports: " + answer);
    if (answer == Intake.Answer.TAKEN) {
      world.promises.broughtBack(id);
    }
    life.follow(0);
  }
}
