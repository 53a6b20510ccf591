package dev.cloakroom.broker;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.AccountId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The authorization servers, which know the truth: which tokens live, which are spent, and what
/// was made of each. Time is true here.
final class SimulatedProvider {
  private final Map<String, Family> byRefresh = new HashMap<>();
  private final Map<String, Access> byAccess = new HashMap<>();
  private int families;

  /// What a person once authorized: all tokens that came of it.
  static final class Family {
    final int number;
    final AccountId account;
    final Quirks quirks;
    final @Nullable Duration lifetime;
    final long authorizedAt;

    /// The refresh tokens that are good, with when each was used last.
    final Map<String, Long> live = new LinkedHashMap<>();

    /// Those that were used up, and when.
    final Map<String, Long> spent = new HashMap<>();

    @Nullable Access newest;
    int tokens;

    /// Why it is dead; null while it lives.
    @Nullable String dead;

    /// Whether the newest refresh token never reached us, or died with the process that had it.
    boolean lost;

    /// The refresh tokens that were ended by a request of a process that slept in the window that
    /// is left: nobody else can know of that.
    final Set<String> harmed = new HashSet<>();

    Family(int number, AccountId account, Quirks quirks, @Nullable Duration lifetime, long now) {
      this.number = number;
      this.account = account;
      this.quirks = quirks;
      this.lifetime = lifetime;
      this.authorizedAt = now;
    }

    Access access() {
      return Objects.requireNonNull(newest);
    }

    @Override
    public String toString() {
      return "family " + number;
    }
  }

  /// An access token.
  static final class Access {
    final String value;
    final @Nullable Long endsAt;
    boolean revoked;

    Access(String value, @Nullable Long endsAt) {
      this.value = value;
      this.endsAt = endsAt;
    }

    boolean livesAt(long now) {
      return !revoked && (endsAt == null || endsAt >= now);
    }
  }

  /// What the server says to a refresh token.
  sealed interface Said {
    /// It grants new tokens.
    ///
    /// @param refresh the new refresh token; null when the reply has none
    record Granted(Access access, @Nullable String refresh) implements Said {}

    record Refused(String why) implements Said {}
  }

  /// A person consents.
  Family authorize(AccountId account, Quirks quirks, @Nullable Duration lifetime, long now) {
    var family = new Family(++families, account, quirks, lifetime, now);
    family.newest = access(family, now);
    rotate(family, now);
    return family;
  }

  private Access access(Family family, long now) {
    var value = "a-" + family.number + "-" + ++family.tokens;
    var access =
        new Access(value, family.lifetime == null ? null : now + family.lifetime.toMillis());
    byAccess.put(value, access);
    return access;
  }

  private String rotate(Family family, long now) {
    var value = "r-" + family.number + "-" + ++family.tokens;
    family.live.put(value, now);
    byRefresh.put(value, family);
    return value;
  }

  Family familyOf(String refresh) {
    var family = byRefresh.get(refresh);
    if (family == null) {
      throw new Violation("nobody ever issued the refresh token " + refresh);
    }
    return family;
  }

  Access access(String value) {
    var access = byAccess.get(value);
    if (access == null) {
      throw new Violation("nobody ever issued the access token " + value);
    }
    return access;
  }

  /// Whether a refresh token may be sent now without harm.
  boolean isSafe(String refresh, long now) {
    var family = familyOf(refresh);
    return family.dead != null
        || family.live.containsKey(refresh)
        || inLeeway(family, refresh, now);
  }

  private static boolean inLeeway(Family family, String refresh, long now) {
    var leeway = family.quirks.reuseLeeway();
    var at = family.spent.get(refresh);
    return leeway != null && at != null && now <= at + leeway.toMillis();
  }

  /// Acts on a refresh token.
  Said refresh(String refresh, long now, boolean newRefresh, boolean sameAccess) {
    var family = familyOf(refresh);
    buryIfEnded(family, now);
    if (family.dead != null) {
      return new Said.Refused("invalid_grant");
    }
    if (!family.live.containsKey(refresh) && !inLeeway(family, refresh, now)) {
      family.dead = "reuse";
      return new Said.Refused("invalid_grant");
    }
    if (!sameAccess || !family.access().livesAt(now)) {
      family.newest = access(family, now);
    }
    return new Said.Granted(family.access(), use(family, refresh, now, newRefresh));
  }

  private @Nullable String use(Family family, String refresh, long now, boolean newRefresh) {
    family.live.replaceAll((token, at) -> token.equals(refresh) ? now : at);
    boolean again = !family.live.containsKey(refresh);
    return switch (family.quirks.rotation()) {
      case NONE -> null;
      case REISSUED -> newRefresh ? rotate(family, now) : null;
      case SINGLE_USE -> {
        if (!newRefresh && !again) {
          yield null;
        }
        family.live.keySet().forEach(token -> family.spent.putIfAbsent(token, now));
        family.live.clear();
        yield rotate(family, now);
      }
    };
  }

  /// Notes the end of a family that idled out or is too old.
  void buryIfEnded(Family family, long now) {
    var idle = family.quirks.idleLifetime();
    var most = family.quirks.absoluteLifetime();
    if (family.dead == null && most != null && now > family.authorizedAt + most.toMillis()) {
      family.dead = "too old";
    }
    if (family.dead == null && idle != null) {
      family.live.values().removeIf(used -> now > used + idle.toMillis());
      if (family.live.isEmpty()) {
        family.dead = "idle";
      }
    }
  }
}
