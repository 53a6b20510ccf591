package dev.cloakroom.broker;

import com.google.errorprone.annotations.FormatMethod;
import dev.cloakroom.broker.SimulatedProvider.Family;
import dev.cloakroom.broker.SimulatedProvider.Said;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.vault.AccountState;
import dev.cloakroom.vault.Attempt;
import dev.cloakroom.vault.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Watches what the engine does, and knows what it promised: each method is called when something
/// happens, and throws a [Violation] when it must not have.
final class Promises {
  private static final Set<String> STORE_TROUBLE =
      Set.of("store-unwritable", "store-unreadable", "stopped");

  private final Simulation world;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Generation> newestSeen = new HashMap<>();
  private final Set<Family> buried = new HashSet<>();
  private final Map<Family, List<SimulatedNode.Life>> underWay = new HashMap<>();

  Promises(Simulation world) {
    this.world = world;
  }

  /// How often what happened.
  Map<String, Long> counts() {
    return counts;
  }

  void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  @FormatMethod
  private static void require(boolean kept, String message, Object... details) {
    if (!kept) {
      throw new Violation(message.formatted(details));
    }
  }

  /// A refresh token is about to leave (P2).
  void sends(
      SimulatedNode.Life life, Holder holder, Family family, String token, boolean overslept) {
    count("requests");
    var id = family.account;
    long now = world.timeline.now();
    world.provider.buryIfEnded(family, now);
    if (overslept) {
      count("requests after sleeping in the window that is left");
      return;
    }
    var attempt = world.observer.openAttempt(id);
    require(
        attempt.filter(holder::holds).isPresent(),
        "P2: %s sends the refresh token of %s, and its attempt is not in the journal: %s",
        life.node(),
        id,
        attempt);
    for (var other : underWay.getOrDefault(family, List.of())) {
      require(
          other.isDead(), "P2: two requests for %s are under way, from %s, too", id, other.node());
    }
    requireHarmless(family, token, attempt.orElseThrow());
  }

  private void requireHarmless(Family family, String token, Attempt attempt) {
    boolean known = world.isSpent(attempt);
    require(
        !known,
        "P2: the refresh token %s of %s is known as spent, and sent",
        token,
        family.account);
    if (world.provider.isSafe(token, world.timeline.now())) {
      return;
    }
    if (attempt.tries() > 1 && isOver(family.account)) {
      count("spent refresh tokens sent when there was nothing left to lose");
    } else if (world.clocksWereOff(family)) {
      count("spent refresh tokens sent by a wrong clock");
    } else {
      throw new Violation(
          "P2: the spent refresh token %s of %s is sent again while there is something to lose: %s"
              .formatted(token, family.account, attempt));
    }
  }

  /// Whether the access token of an account is about to end, or a server refuses it.
  private boolean isOver(AccountId id) {
    var durable = world.durable(id);
    if (durable == null) {
      return true;
    }
    var end = Timing.lastResort(durable.life());
    return world.provider.access(Simulation.text(durable.access())).revoked
        || (end != null && end.toEpochMilli() <= world.timeline.now());
  }

  void underWay(Family family, SimulatedNode.Life life, int more) {
    var senders = underWay.computeIfAbsent(family, _ -> new ArrayList<>());
    if (more > 0) {
      senders.add(life);
    } else {
      senders.remove(life);
    }
    if (senders.isEmpty()) {
      underWay.remove(family);
    }
  }

  /// The provider has acted.
  void acted(Family family, String token, Said said) {
    if (said instanceof Said.Granted(_, var refresh)) {
      count("refreshes granted");
      if (refresh != null && family.quirks.rotation() == Quirks.Rotation.SINGLE_USE) {
        family.lost = true; // until somebody has it
      }
    } else if ("reuse".equals(family.dead) && buried.add(family)) {
      count("families that died of reuse");
    }
  }

  /// A reply came to a process that lives.
  void delivered(SimulatedNode.Life life, Family family, String token, @Nullable String refresh) {
    if (refresh != null && family.live.containsKey(refresh)) {
      family.lost = false;
      life.received.put(family.account, refresh);
    }
  }

  /// A process ends, and what it had in memory only is lost.
  void died(SimulatedNode.Life life) {
    count("crashes");
    var spooled = world.spooled(life.node());
    for (var entry : life.received.entrySet()) {
      var durable = world.durable(entry.getKey());
      if (!spooled.contains(entry.getKey())
          && (durable == null || !entry.getValue().equals(Simulation.text(durable.refresh())))) {
        var family = world.provider.familyOf(entry.getValue());
        if (family.live.containsKey(entry.getValue())
            && family.quirks.rotation() == Quirks.Rotation.SINGLE_USE) {
          family.lost = true;
          count("replies that died with their process");
        }
      }
    }
  }

  /// An event said that a generation is there (P1, P3).
  void told(SimulatedNode node, AccountId id, Generation generation) {
    requireDurable(id, generation, null);
  }

  private void requireDurable(AccountId id, Generation generation, @Nullable TokenSet tokens) {
    var durable = world.durable(id);
    if (durable == null) {
      count("answers after an account was removed");
      return;
    }
    require(
        !generation.isAfter(durable.generation()),
        "P1: generation %s of %s is told, and %s is durable",
        generation,
        id,
        durable.generation());
    if (tokens != null && generation.equals(durable.generation())) {
      require(
          tokens.access().equals(durable.access()),
          "P1: the token of generation %s of %s is not the one that is durable",
          generation,
          id);
    }
  }

  /// A reader got an answer.
  void answered(SimulatedNode node, AccountId id, String reader, Answer answer, long askedAt) {
    switch (answer) {
      case Answer.Live(var tokens) -> {
        count("answers: live");
        served(node + " " + reader, id, tokens, askedAt);
      }
      case Answer.StillGood(var tokens, var why) when why.equals("no-lifetime") -> {
        count("answers: came expired");
        requireDurable(id, tokens.generation(), tokens);
        requireGrowing(node + " " + reader + " " + id, tokens.generation());
      }
      case Answer.StillGood(var tokens, _) -> {
        count("answers: still good");
        served(node + " " + reader, id, tokens, askedAt);
      }
      case Answer.TooShort _ -> count("answers: too short");
      case Answer.Deferred(var why, _) -> withheld(node, id, "deferred: " + why, askedAt);
      case Answer.PersonNeeded(var state, var why) ->
          withheld(node, id, state + ": " + why, askedAt);
    }
  }

  private void served(String reader, AccountId id, TokenSet tokens, long askedAt) {
    requireDurable(id, tokens.generation(), tokens);
    requireGrowing(reader + " " + id, tokens.generation());
    var access = world.provider.access(Simulation.text(tokens.access()));
    if (access.revoked) {
      count("answers: revoked early");
    } else if (access.endsAt != null && access.endsAt < askedAt) {
      require(
          world.clocksWereOff(tokens.issuedAt().toEpochMilli()),
          "P12: an access token of %s that ended %s ms before is called live",
          id,
          askedAt - access.endsAt);
      count("expired tokens served by a wrong clock");
    }
  }

  /// (P3)
  private void requireGrowing(String reader, Generation generation) {
    var before = newestSeen.put(reader, generation);
    require(
        before == null || !before.isAfter(generation),
        "P3: %s had generation %s, and now gets %s",
        reader,
        before,
        generation);
  }

  /// (P12)
  private void withheld(SimulatedNode node, AccountId id, String why, long askedAt) {
    count("answers: none");
    var durable = world.durable(id);
    if (durable == null
        || node.wasBlind()
        || node.offset() != 0
        || world.clocksWereOff(durable.issuedAt().toEpochMilli())) {
      return;
    }
    var access = world.provider.access(Simulation.text(durable.access()));
    long now = world.timeline.now();
    boolean here = durable.issuedAt().toEpochMilli() < askedAt - 120_000;
    require(
        !here || !access.livesAt(now + 1000),
        "P12: %s has a live token of %s, and %s does not serve it (%s)",
        "the store",
        id,
        node,
        why);
  }

  /// What a process did about an account is done for now: is it what we say it is?
  void settled(SimulatedNode node, AccountId id) {
    var account = world.observer.account(id).orElse(null);
    var durable = world.durable(id);
    if (account == null || durable == null) {
      return;
    }
    var refresh = Simulation.text(durable.refresh());
    var family = world.provider.familyOf(refresh);
    var life = node.life;
    if (life != null && refresh.equals(life.received.get(id))) {
      life.received.remove(id);
    }
    boolean good =
        family.live.containsKey(refresh) || (family.dead != null && !family.dead.equals("reuse"));
    if (!good
        && account.state() == AccountState.HEALTHY
        && world.observer.openAttempt(id).isEmpty()) {
      throw new Violation(
          "%s is called healthy, and its refresh token %s is spent: %s, dead: %s, lost: %s"
              .formatted(id, refresh, family, family.dead, family.lost));
    }
  }

  /// A problem was thrown.
  void allowed(SimulatedNode node, Problem problem) {
    boolean trouble = STORE_TROUBLE.contains(problem.code());
    require(
        trouble || problem.code().equals("unknown-account"), "an unexpected problem: %s", problem);
    count("problems: " + problem.code());
  }
}
