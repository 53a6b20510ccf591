package dev.cloakroom.consent;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Attempts at answering consent requests at a provider: each bound to one browser and good once,
/// for ten minutes. In memory: a restart of the host ends them. Safe for any thread.
final class Attempts {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 100; // secrets share one hash code, so a look-up sees them all

  private static final Comparator<Attempt> BY_AGE = Comparator.comparing(Attempt::begunAt);

  private final Map<Secret, Attempt> byState = new ConcurrentHashMap<>();
  private final Clock clock;

  Attempts(Clock clock) {
    this.clock = clock;
  }

  /// What has to be known when the browser comes back.
  ///
  /// @param request the consent request it answers
  /// @param provider with its endpoints
  /// @param redirect where the provider was told to send the browser
  /// @param verifier of PKCE
  /// @param nonce of the id token; null when none was asked for
  /// @param browser the one that began it; null for the command line
  record Begun(
      String request,
      Provider provider,
      URI redirect,
      Secret verifier,
      @Nullable Secret nonce,
      @Nullable Browser browser) {}

  synchronized void begin(Secret state, Begun begun) {
    var now = clock.instant();
    byState.values().removeIf(attempt -> attempt.begunAt.plus(REMEMBERED).isBefore(now));
    if (byState.size() >= MOST) {
      byState.values().remove(Collections.min(byState.values(), BY_AGE));
    }
    byState.put(state, new Attempt(begun, now, new AtomicBoolean()));
  }

  /// Takes the attempt that `state` belongs to, once.
  ///
  /// @throws Problem when the state is made up, used, over, or another browser's
  Begun take(Secret state, @Nullable Browser browser) {
    var attempt = attempt(state);
    if (!Objects.equals(attempt.begun.browser, browser)) {
      throw refused(
          "other-browser",
          "This login was begun in another browser, and only that one can end it.");
    }
    if (attempt.begunAt.plus(LIFE).isBefore(clock.instant())) {
      throw refused("state-expired", "This login took more than ten minutes.");
    }
    if (!attempt.used.compareAndSet(false, true)) {
      throw refused("state-used", "This answer was used already.");
    }
    return attempt.begun;
  }

  /// The attempt that `state` belongs to, which stays to be taken.
  Begun find(Secret state) {
    return attempt(state).begun;
  }

  private Attempt attempt(Secret state) {
    var attempt = byState.get(state);
    if (attempt == null) {
      throw refused("state-unknown", "This is no answer to anything that was asked here.");
    }
    return attempt;
  }

  private static Problem refused(String code, String what) {
    return new Problem(
        Kind.REFUSED,
        code,
        what + " Nothing was changed; begin again from the link you were given.");
  }

  private record Attempt(Begun begun, Instant begunAt, AtomicBoolean used) {}
}
