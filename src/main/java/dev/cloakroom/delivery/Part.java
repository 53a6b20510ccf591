package dev.cloakroom.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Habits.Rewrites;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.workload.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The part of a run's endpoint that one grant has: its phantoms, and what was given out for them.
/// Safe for any thread.
final class Part {
  /// A reply may be lost on its way, and is asked for again.
  private static final Duration LOST = Duration.ofMinutes(1);

  private static final int MOST_GIVEN = 8;

  private final Grant grant;
  private final Dialect dialect;
  private final PhantomMint mint;
  private final Secret clientSecret;

  @GuardedBy("this")
  private Secret refreshToken;

  @GuardedBy("this")
  private boolean revoked;

  @GuardedBy("this")
  private final Deque<Given> given = new ArrayDeque<>();

  Part(Grant grant, Dialect dialect, PhantomMint mint) {
    this.grant = grant;
    this.dialect = dialect;
    this.mint = mint;
    this.clientSecret = mint.mint(Dialect.Shape.OPAQUE);
    this.refreshToken = mint.mint(dialect.phantom());
  }

  String name() {
    return grant.name();
  }

  AccountId account() {
    return grant.account();
  }

  Mode mode() {
    return grant.form().mode();
  }

  Dialect dialect() {
    return dialect;
  }

  /// Whether `other` is the same grant, whatever its ceiling.
  boolean isOf(Grant other) {
    return grant.name().equals(other.name())
        && grant.account().equals(other.account())
        && grant.form().equals(other.form());
  }

  synchronized Phantoms phantoms() {
    return new Phantoms(RunEndpoint.at(name()), clientId(), clientSecret, refreshToken);
  }

  String clientId() {
    return "cloakroom-" + name();
  }

  boolean isClientSecret(Secret presented) {
    return clientSecret.equals(presented);
  }

  synchronized boolean isRefreshToken(Secret presented) {
    return refreshToken.equals(presented) && !revoked;
  }

  synchronized void revoke() {
    revoked = true;
  }

  /// After a new login: what was revoked stays so, and another phantom takes its place.
  synchronized Secret refreshTokenAgain() {
    if (revoked) {
      refreshToken = mint.mint(dialect.phantom());
      revoked = false;
    }
    return refreshToken;
  }

  /// Whether the tool must have been refused the token at hand: it saves what it gets, got this one
  /// a while ago, and is back long before it would be by itself. One that asks again at once has
  /// lost the reply, or there are two of it.
  synchronized boolean isComplaint(TokenSet current, Instant now) {
    var last = given.peekLast();
    return dialect.habits().rewrites() != Rewrites.NEVER
        && last != null
        && last.is(current)
        && !now.isBefore(last.at.plus(LOST))
        && !last.isDue(dialect, now);
  }

  synchronized void gave(TokenSet tokens, Instant now) {
    var last = given.peekLast();
    if (last != null && last.is(tokens)) {
      return;
    }
    given.addLast(new Given(tokens.shownWith(null), now));
    if (given.size() > MOST_GIVEN) {
      given.removeFirst();
    }
  }

  /// The tokens with that access token that were given out here and still live.
  synchronized Optional<TokenSet> given(Secret access, Instant now) {
    return given.stream()
        .map(Given::tokens)
        .filter(tokens -> tokens.access().equals(access))
        .filter(tokens -> tokens.liveFor(Duration.ZERO, now))
        .findFirst();
  }

  /// @param at when it was given first
  private record Given(TokenSet tokens, Instant at) {
    boolean is(TokenSet other) {
      return tokens.generation().equals(other.generation());
    }

    /// Whether the tool refreshes it by itself at `now`.
    boolean isDue(Dialect dialect, Instant now) {
      var end = tokens.expiresAt() == null ? at.plus(Supply.ENDLESS) : tokens.expiresAt();
      return !end.isAfter(now.plus(dialect.threshold(Duration.between(at, end))));
    }
  }
}
