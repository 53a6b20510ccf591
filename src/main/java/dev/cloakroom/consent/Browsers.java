package dev.cloakroom.consent;

import dev.cloakroom.credential.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// The browsers that a person has let in: each came by a link that is good once, for one purpose.
/// In memory: a restart of the host ends them all. Safe for any thread.
///
/// All secrets have one hash code, so that a look-up sees all invitations: that is fine for a few,
/// and their number is bounded.
public final class Browsers {
  /// The purpose of a browser that may see and answer everything.
  public static final String CONSOLE = "console";

  private static final Duration INVITATION_LIFE = Duration.ofMinutes(10);
  private static final Duration BROWSER_LIFE = Duration.ofHours(24);
  private static final int COOKIE_BYTES = 32;
  private static final int CORNER_BYTES = 16;
  private static final int MOST_OF_A_PURPOSE = 5;
  private static final int MOST_BROWSERS = 100;
  private static final Comparator<Browser> BY_END = Comparator.comparing(Browser::endsAt);

  private final Map<Secret, Invitation> invitations = new ConcurrentHashMap<>();
  private final Map<String, Browser> browsers = new ConcurrentHashMap<>();
  private long invited; // guarded by this
  private final RandomGenerator random;
  private final Clock clock;

  /// `random` must be unpredictable.
  public Browsers(RandomGenerator random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  /// A key that lets one browser in, once, within ten minutes. The newest five for a purpose are
  /// good, so that a run that asks again and again ends no links but its own.
  ///
  /// @param purpose a consent request's id, or [#CONSOLE]
  synchronized Secret invite(String purpose) {
    var now = clock.instant();
    invitations.values().removeIf(invitation -> invitation.endsAt.isBefore(now));
    var same = invitations.values().stream().filter(i -> i.purpose.equals(purpose)).toList();
    if (same.size() >= MOST_OF_A_PURPOSE) {
      invitations
          .values()
          .remove(Collections.min(same, Comparator.comparingLong(Invitation::number)));
    }
    var key = Secret.of(unguessable(COOKIE_BYTES));
    invitations.put(key, new Invitation(purpose, now.plus(INVITATION_LIFE), ++invited));
    return key;
  }

  /// Lets the browser in that brings `key`; empty when the key is used, over or made up.
  synchronized Optional<Browser> enter(Secret key) {
    var now = clock.instant();
    var invitation = invitations.remove(key);
    if (invitation == null || invitation.endsAt.isBefore(now)) {
      return Optional.empty();
    }
    browsers.values().removeIf(browser -> !browser.endsAt().isAfter(now));
    if (browsers.size() >= MOST_BROWSERS) {
      browsers.values().remove(Collections.min(browsers.values(), BY_END));
    }
    var browser =
        new Browser(
            unguessable(CORNER_BYTES),
            Secret.of(unguessable(COOKIE_BYTES)),
            invitation.purpose,
            now.plus(BROWSER_LIFE));
    browsers.put(browser.corner(), browser);
    return Optional.of(browser);
  }

  /// The browser of a corner, if that is who brings `cookie`.
  Optional<Browser> find(String corner, Optional<Secret> cookie) {
    return Optional.ofNullable(browsers.get(corner))
        .filter(browser -> browser.endsAt().isAfter(clock.instant()))
        .filter(browser -> cookie.isPresent() && browser.cookie().equals(cookie.get()));
  }

  /// Ends a browser's stay.
  void leave(Browser browser) {
    browsers.remove(browser.corner());
  }

  private String unguessable(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private record Invitation(String purpose, Instant endsAt, long number) {}
}
