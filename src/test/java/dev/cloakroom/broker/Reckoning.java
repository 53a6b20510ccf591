package dev.cloakroom.broker;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import java.util.Objects;

/// The accounting at the end of a simulation, a day after the last fault: nothing is lost but what
/// had to be, and nothing waits any more.
final class Reckoning {
  private final Simulation world;

  Reckoning(Simulation world) {
    this.world = world;
  }

  void check() {
    world.accounts().forEach(this::check);
    for (var node : world.nodes()) {
      var waiting = node.spooled();
      if (!waiting.isEmpty()) {
        throw new Violation("the spool of %s still holds %s".formatted(node, waiting));
      }
    }
    for (var attempt : world.observer.openAttempts()) {
      var account = world.observer.require(attempt.account());
      if (account.state() != AccountState.UNCERTAIN && !isUnderWay(attempt)) {
        throw new Violation("an attempt is still open: %s of %s".formatted(attempt, account));
      }
    }
  }

  private void check(AccountId id) {
    var account = world.observer.account(id).orElse(null);
    if (account == null) {
      world.promises.count("at the end: disconnected");
      return;
    }
    var refresh = Simulation.text(Objects.requireNonNull(world.durable(id)).refresh());
    var family = world.provider.familyOf(refresh);
    world.provider.buryIfEnded(family, world.timeline.now());
    boolean live = family.dead == null && family.live.containsKey(refresh);
    world.promises.count("at the end: " + account.state().word() + (live ? "" : ", dead or lost"));
    if (live) {
      requireHealthy(account);
    } else if (family.harmed.contains(refresh)) {
      world.promises.count("at the end: harmed by who slept in the window that is left");
    } else if (family.dead == null && !family.lost) {
      throw new Violation(
          "%s was lost, though its reply came to a process that lived: %s".formatted(id, account));
    } else if (account.state() == AccountState.HEALTHY && "reuse".equals(family.dead)) {
      throw new Violation("%s is called healthy, and is dead: %s".formatted(id, account));
    }
  }

  /// Whether an attempt was opened just now, so that its reply may still be on its way.
  private boolean isUnderWay(Attempt attempt) {
    return attempt.openedAt().toEpochMilli() > world.timeline.now() - 120_000;
  }

  private void requireHealthy(Account account) {
    boolean strict = world.catalog.rotates(account.id().provider());
    var attempt = world.observer.openAttempt(account.id());
    boolean open = attempt.isPresent();
    if (account.state() == AccountState.HEALTHY
        && attempt.filter(one -> !isUnderWay(one)).isEmpty()) {
      return;
    }
    if (strict && account.state() == AccountState.UNCERTAIN && open) {
      return; // it is served, and the last try comes shortly before its end
    }
    if (account.state() == AccountState.NEEDS_CONSENT) {
      world.promises.count("at the end: given up, though it lives");
      return;
    }
    throw new Violation("%s lives, and is not healthy a day later".formatted(account));
  }
}
