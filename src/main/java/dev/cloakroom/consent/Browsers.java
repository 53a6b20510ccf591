package dev.cloakroom.consent;

import dev.cloakroom.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// The browsers that a person has let in: each came by a link that is good once, and has a cookie
/// that says what it may answer. In memory: a restart of the host ends them all. Safe for any
/// thread.
///
/// All secrets have one hash code, so that a look-up sees them all: that is fine for a few, and
/// their number is bounded.
public final class Browsers {
  /// The purpose of a browser that may see and answer everything.
  public static final String CONSOLE = "console";

  /// The cookie that names a browser.
  public static final String COOKIE = "cloakroom";

  private static final Duration INVITATION_LIFE = Duration.ofMinutes(10);
  private static final Duration BROWSER_LIFE = Duration.ofHours(24);
  private static final int BYTES = 32;
  private static final int MOST_OF_A_PURPOSE = 5;

  private final Map<Secret, Invitation> invitations = new ConcurrentHashMap<>();
  private final Map<Secret, Browser> browsers = new ConcurrentHashMap<>();
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
  public synchronized Secret invite(String purpose) {
    var now = clock.instant();
    invitations.values().removeIf(invitation -> invitation.endsAt.isBefore(now));
    var same = invitations.values().stream().filter(i -> i.purpose.equals(purpose)).toList();
    if (same.size() >= MOST_OF_A_PURPOSE) {
      invitations
          .values()
          .remove(Collections.min(same, Comparator.comparingLong(Invitation::number)));
    }
    browsers.values().removeIf(browser -> browser.endsAt.isBefore(now));
    var key = secret();
    invitations.put(key, new Invitation(purpose, now.plus(INVITATION_LIFE), ++invited));
    return key;
  }

  /// Lets the browser in that brings `key`; empty when the key is used, over or made up.
  ///
  /// @param cookie what the browser brought along, if anything
  public Optional<Entry> enter(Secret key, Optional<Secret> cookie) {
    var invitation = invitations.remove(key);
    if (invitation == null || invitation.endsAt.isBefore(clock.instant())) {
      return Optional.empty();
    }
    var name = cookie.filter(this::isIn).orElseGet(this::secret);
    browsers
        .computeIfAbsent(name, _ -> new Browser(clock.instant().plus(BROWSER_LIFE)))
        .add(invitation.purpose);
    return Optional.of(new Entry(name, invitation.purpose));
  }

  /// Whether the browser with `cookie` may answer for `purpose`.
  public boolean may(Optional<Secret> cookie, String purpose) {
    return cookie
        .filter(this::isIn)
        .map(browsers::get)
        .map(browser -> browser.has(purpose) || browser.has(CONSOLE))
        .orElse(false);
  }

  private boolean isIn(Secret cookie) {
    var browser = browsers.get(cookie);
    return browser != null && browser.endsAt.isAfter(clock.instant());
  }

  /// Ends a browser's stay.
  public void leave(Secret cookie) {
    browsers.remove(cookie);
  }

  /// What the browser's forms must carry, so that no other page can send them.
  public static String formToken(Secret cookie) {
    return cookie.use(bytes -> {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update("form ".getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(bytes));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK lacks SHA-256", e);
      }
    });
  }

  private Secret secret() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// A browser that was let in.
  ///
  /// @param cookie its name, to be set as the cookie
  /// @param purpose what its link was for
  public record Entry(Secret cookie, String purpose) {}

  private record Invitation(String purpose, Instant endsAt, long number) {}

  private static final class Browser {
    private final Instant endsAt;
    private final Set<String> purposes = new HashSet<>();

    Browser(Instant endsAt) {
      this.endsAt = endsAt;
    }

    synchronized void add(String purpose) {
      purposes.add(purpose);
    }

    synchronized boolean has(String purpose) {
      return purposes.contains(purpose);
    }
  }
}
