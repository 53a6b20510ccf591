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
import java.time.Duration;
import java.time.Instant;
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

  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final int TIME_TO_HEAR = 120_000;

  private final Simulation world;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Generation> newestSeen = new HashMap<>();
  private final Set<Family> buried = new HashSet<>();
  private final Map<Family, List<SimulatedLife>> underWay = new HashMap<>();
  private final Set<String> givenUp = new HashSet<>();
  private final Map<String, Opening> openings = new HashMap<>();

  /// When a refresh token was sent first.
  ///
  /// @param at in true time
  /// @param offset how far the clock was off that told when its attempt was opened; null when that
  ///   is not known
  private record Opening(long at, @Nullable Long offset) {}

  /// Somebody asks for a token.
  ///
  /// @param offset how far the clock of the node is off
  record Question(SimulatedNode node, AccountId id, String who, long at, long offset) {
    String reader() {
      return node + " " + who + " " + id;
    }
  }

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

  /// A refresh token is about to leave (P2). True when it does so in the window that is left: its
  /// process slept after its last look, or the account was replaced between lease and request.
  boolean sends(SimulatedLife life, Holder holder, Family family, String token, boolean overslept) {
    count("requests");
    var id = family.account;
    long now = world.timeline.now();
    world.provider.buryIfEnded(family, now);
    if (overslept) {
      count("requests after sleeping in the window that is left");
      return true;
    }
    var attempt = world.observer.openAttempt(id);
    var known = world.known(id);
    if (attempt.isEmpty() && (known == null || known.since() > now - A_MOMENT.toMillis())) {
      count("requests of accounts that were replaced just then");
      return true;
    }
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
    require(
        !givenUp.contains(token),
        "P11: the refresh token %s of %s was given up, and is sent again",
        token,
        id);
    require(
        !world.isSpent(attempt.orElseThrow()),
        "P2: the refresh token %s of %s is known as spent, and sent",
        token,
        id);
    requireHarmless(life.node(), family, token, attempt.orElseThrow());
    return false;
  }

  private void requireHarmless(SimulatedNode node, Family family, String token, Attempt attempt) {
    long now = world.timeline.now();
    boolean first = attempt.tries() == 1;
    var opening =
        openings.computeIfAbsent(
            token, _ -> new Opening(now, first ? attempt.openedAt().toEpochMilli() - now : null));
    if (world.provider.isSafe(token, now)) {
      return;
    }
    if (!first && isOver(family.account, 0)) {
      count("spent refresh tokens sent when there was nothing left to lose");
    } else if (!first && isOver(family.account, node.offset())) {
      count("spent refresh tokens sent by a clock for which there was nothing left to lose");
    } else if (!first && isInLeeway(family, opening, node.offset())) {
      count("spent refresh tokens sent in the leeway of a wrong clock");
    } else {
      throw new Violation(
          "P2: the spent refresh token %s of %s is sent again while there is something to lose: %s, %s; %s; %s ms off"
              .formatted(
                  token,
                  family.account,
                  attempt,
                  opening,
                  world.durable(family.account),
                  node.offset()));
    }
  }

  /// Whether it was sent first within the leeway, by clocks one of which is wrong.
  private boolean isInLeeway(Family family, Opening opening, long offset) {
    var leeway = world.catalog.asKnown(family.account.provider()).quirks().reuseLeeway();
    var before = opening.offset;
    return leeway != null
        && before != null
        && Math.abs(offset - before) > A_MOMENT.toMillis()
        && world.timeline.now() + offset < opening.at + before + leeway.toMillis();
  }

  /// Whether the access token of an account is about to end, a server refuses it, or nobody serves
  /// it, since it seems to come from the future.
  ///
  /// @param offset of the clock that says so
  private boolean isOver(AccountId id, long offset) {
    var durable = world.durable(id);
    if (durable == null) {
      return true;
    }
    var end = Timing.lastResort(durable.life());
    var then = Instant.ofEpochMilli(world.timeline.now() + offset);
    return !durable.life().liveFor(Duration.ZERO, then)
        || world.provider.access(Simulation.text(durable.access())).revoked
        || (end != null && end.toEpochMilli() <= world.timeline.now() + offset);
  }

  /// A refresh token is not an account's any more; it must never be again.
  void givenUp(String token) {
    givenUp.add(token);
  }

  /// A backup or a seed was brought in (P11).
  void broughtBack(AccountId id) {
    var durable = world.durable(id);
    if (durable != null) {
      require(
          !givenUp.contains(Simulation.text(durable.refresh())),
          "P11: %s has the refresh token %s again, which was given up",
          id,
          Simulation.text(durable.refresh()));
    }
  }

  void underWay(Family family, SimulatedLife life, int more) {
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
  void acted(Family family, Said said) {
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
  void delivered(SimulatedLife life, Family family, @Nullable String refresh) {
    if (refresh != null && family.live.containsKey(refresh)) {
      family.lost = false;
      life.received.put(family.account, refresh);
    }
  }

  /// A process ends, and what it had in memory only is lost.
  void died(SimulatedLife life) {
    count("crashes");
    var spooled = life.node().spooled();
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
  void told(AccountId id, Generation generation) {
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
  void answered(Question question, Answer answer) {
    switch (answer) {
      case Answer.Live(var tokens) -> {
        count("answers: live");
        served(question, tokens);
      }
      case Answer.StillGood(var tokens, var why) when why.equals("no-lifetime") -> {
        count("answers: came expired");
        requireDurable(question.id, tokens.generation(), tokens);
        requireGrowing(question.reader(), tokens.generation());
      }
      case Answer.StillGood(var tokens, _) -> {
        count("answers: still good");
        served(question, tokens);
      }
      case Answer.TooShort _ -> count("answers: too short");
      case Answer.Deferred(var why, _) -> withheld(question, "deferred: " + why);
      case Answer.PersonNeeded(var state, var why) -> withheld(question, state + ": " + why);
    }
  }

  private void served(Question question, TokenSet tokens) {
    requireDurable(question.id, tokens.generation(), tokens);
    requireGrowing(question.reader(), tokens.generation());
    var access = world.provider.access(Simulation.text(tokens.access()));
    if (access.revoked) {
      count("answers: revoked early");
    } else if (access.endsAt != null && access.endsAt < question.at) {
      var end = tokens.expiresAt();
      require(
          end != null && end.toEpochMilli() >= question.at + question.offset,
          "P12: an access token of %s that ended %s ms before is called live",
          question.id,
          question.at - access.endsAt);
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
  private void withheld(Question question, String why) {
    count("answers: none");
    var node = question.node;
    var known = world.known(question.id);
    if (known == null || node.wasBlind() || known.since() > question.at - TIME_TO_HEAR) {
      return;
    }
    long now = world.timeline.now();
    var access = world.provider.access(Simulation.text(known.tokens().access()));
    boolean believed =
        known.tokens().life().liveFor(A_MOMENT, Instant.ofEpochMilli(now + node.offset()));
    if (!believed && (node.offset() != 0 || isMisdated(known.tokens(), access))) {
      count("tokens withheld by a wrong clock");
      return;
    }
    require(
        !access.livesAt(now + A_MOMENT.toMillis()),
        "P12: the store has a live token of %s, and %s does not serve it (%s)",
        question.id,
        node,
        why);
  }

  /// Whether the end that is written is another one than the true one.
  private static boolean isMisdated(TokenSet tokens, SimulatedProvider.Access access) {
    var end = tokens.expiresAt();
    return end != null
        && access.endsAt != null
        && Math.abs(end.toEpochMilli() - access.endsAt) > A_MOMENT.toMillis();
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
        family.live.containsKey(refresh)
            || family.harmed.contains(refresh)
            || (family.dead != null && !family.dead.equals("reuse"));
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
