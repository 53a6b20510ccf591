package dev.cloakroom.broker;

import dev.cloakroom.broker.SimulatedProvider.Access;
import dev.cloakroom.broker.SimulatedProvider.Family;
import dev.cloakroom.broker.SimulatedProvider.Said;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.vault.Holder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way from one life of a node to the providers: slow, and lossy by plan.
final class SimulatedNetwork implements TokenEndpoint {
  private static final int TIMEOUT = 30_000;

  private final SimulatedLife life;
  private final Simulation world;
  private final Holder holder;

  SimulatedNetwork(SimulatedLife life, Holder holder) {
    this.life = life;
    this.world = life.node().world;
    this.holder = holder;
  }

  /// What befalls a request.
  enum Fate {
    WELL,
    NEVER_SENT,
    LOST_REQUEST,
    LOST_REPLY,
    REFUSED_BEFORE,
    FAILED_AFTER,
    RATE_LIMITED,
    MISCONFIGURED,
    NO_REFRESH_TOKEN,
    SAME_ACCESS_TOKEN
  }

  /// A request.
  ///
  /// @param late whether it leaves in the window that is left
  record Request(Family family, String token, Fate fate, boolean late) {}

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    life.check();
    var token = refreshToken.useText(text -> text);
    var family = world.provider.familyOf(token);
    boolean late = world.promises.sends(life, holder, family, token, oversleeps());
    var request = new Request(family, token, fate(family), late);
    world.timeline.step(life.node(), "sends", token, "of", family.account, request.fate);
    if (world.random.nextDouble() < world.faults().stop() * 20) {
      life.node().stop();
    }
    return outcome(request);
  }

  /// Between the broker's last look at the clock and the request: the window that is left.
  private boolean oversleeps() {
    if (world.random.nextDouble() >= world.faults().stop() * 5) {
      return false;
    }
    life.node().stop();
    life.sleep(0);
    return true;
  }

  private Fate fate(Family family) {
    var random = world.random;
    if (world.trouble.isDown(family.account.provider())) {
      int dice = random.nextInt(10);
      return dice < 6 ? Fate.NEVER_SENT : dice < 8 ? Fate.LOST_REQUEST : Fate.REFUSED_BEFORE;
    }
    if (random.nextDouble() >= world.faults().reply()) {
      return Fate.WELL;
    }
    return Fate.values()[1 + random.nextInt(Fate.values().length - 1)];
  }

  private TokenOutcome outcome(Request request) {
    return switch (request.fate) {
      case NEVER_SENT -> {
        life.sleep(5);
        yield new TokenOutcome.Unavailable("connect", false, null);
      }
      case LOST_REQUEST -> {
        life.sleep(TIMEOUT);
        yield new TokenOutcome.Unavailable("timeout", true, null);
      }
      case REFUSED_BEFORE -> {
        life.sleep(40);
        yield new TokenOutcome.Unavailable("status-503", true, null);
      }
      case RATE_LIMITED -> {
        life.sleep(40);
        yield new TokenOutcome.Unavailable("rate-limited", true, retryAfter());
      }
      case MISCONFIGURED -> {
        life.sleep(40);
        yield new TokenOutcome.Misconfigured("invalid_client");
      }
      case WELL, LOST_REPLY, FAILED_AFTER, NO_REFRESH_TOKEN, SAME_ACCESS_TOKEN -> answered(request);
    };
  }

  private @Nullable Duration retryAfter() {
    int dice = world.random.nextInt(4);
    return dice == 0 ? null : Duration.ofSeconds(world.random.nextInt(1, dice == 1 ? 4000 : 60));
  }

  private TokenOutcome answered(Request request) {
    var random = world.random;
    var said = new Said[1];
    boolean slow = random.nextInt(40) == 0;
    int there = random.nextInt(5, 300);
    int work = random.nextInt(5, slow ? 28_000 : 200);
    var timeline = world.timeline;
    world.promises.underWay(request.family, life, 1);
    timeline.at(
        timeline.now() + there,
        () -> {
          said[0] = act(request);
          timeline.at(
              timeline.now() + work, () -> world.promises.underWay(request.family, life, -1));
        });
    life.sleep(there + work + random.nextInt(5, 100));
    var answer = said[0];
    if (answer == null) {
      throw new IllegalStateException("the provider never acted");
    }
    return switch (request.fate) {
      case LOST_REPLY -> new TokenOutcome.Unavailable("lost-reply", true, null);
      case FAILED_AFTER -> new TokenOutcome.Unavailable("status-502", true, null);
      default -> delivered(request, answer);
    };
  }

  private Said act(Request request) {
    var family = request.family;
    world.timeline.step("provider", "acts on", request.token, "of", family.account);
    var before = Set.copyOf(family.live.keySet());
    var said =
        world.provider.refresh(
            request.token,
            world.timeline.now(),
            request.fate != Fate.NO_REFRESH_TOKEN,
            request.fate == Fate.SAME_ACCESS_TOKEN);
    world.promises.acted(family, said);
    if (request.late) {
      family.harmed.addAll(before);
      family.harmed.removeAll(family.dead == null ? family.live.keySet() : Set.of());
    }
    return said;
  }

  private TokenOutcome delivered(Request request, Said said) {
    return switch (said) {
      case Said.Refused(var why) -> new TokenOutcome.InvalidGrant(why);
      case Said.Granted(var access, var refresh) -> {
        world.promises.delivered(life, request.family, refresh);
        yield world.plant == Plant.CLASSIFY_BEFORE_PERSIST && request.fate == Fate.SAME_ACCESS_TOKEN
            ? new TokenOutcome.Unavailable("unchanged", false, null)
            : granted(request.family, access, refresh);
      }
    };
  }

  private TokenOutcome granted(Family family, Access access, @Nullable String refresh) {
    var now = life.node().clock.instant();
    return new TokenOutcome.Granted(
        new TokenReply(
            Secret.of(access.value),
            refresh == null ? null : Secret.of(refresh),
            "Bearer",
            now,
            access.endsAt == null
                ? null
                : now.plusMillis(Math.max(0, access.endsAt - world.timeline.now())),
            null,
            null,
            refreshEnd(family.quirks)));
  }

  private @Nullable Instant refreshEnd(Quirks quirks) {
    var idle = quirks.idleLifetime();
    return idle == null ? null : life.node().clock.instant().plus(idle);
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    throw new IllegalStateException("the broker exchanges no codes");
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    return true;
  }
}
