package dev.cloakroom.loan;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// A strict provider with one family of tokens: each refresh token is good once, and whoever sends
/// one again ends them all. The n-th pair is `an` and `rn`, good for an hour.
final class StrictFamily implements TokenEndpoint {
  private static final Duration LIFE = Duration.ofHours(1);

  private final Clock clock;
  private long newest = 1;
  private boolean dead;

  StrictFamily(Clock clock) {
    this.clock = clock;
  }

  boolean isDead() {
    return dead;
  }

  TokenSet first() {
    return new TokenSet(
        Generation.NONE.next(),
        Secret.of("a1"),
        Secret.of("r1"),
        "Bearer",
        clock.instant(),
        end(),
        Scopes.NONE);
  }

  private Instant end() {
    return clock.instant().plus(LIFE);
  }

  /// Which pair that is.
  static long number(TokenSet tokens) {
    return tokens.access().useText(text -> Long.parseLong(text.substring(1)));
  }

  /// Whether the refresh token is the one that is good.
  boolean isGood(TokenSet tokens) {
    return !dead && Objects.equals(tokens.refresh(), Secret.of("r" + newest));
  }

  /// The next pair for the `spent`-th refresh token; 0 when it is refused.
  long refresh(long spent) {
    dead |= spent != newest;
    return dead ? 0 : ++newest;
  }

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    long next = refresh(refreshToken.useText(text -> Long.parseLong(text.substring(1))));
    return next == 0
        ? new TokenOutcome.InvalidGrant("invalid_grant")
        : new TokenOutcome.Granted(
            new TokenReply(
                Secret.of("a" + next),
                Secret.of("r" + next),
                "Bearer",
                clock.instant(),
                end(),
                null,
                null));
  }

  @Override
  public Provider located(Provider provider) {
    return provider;
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    throw new IllegalStateException("nobody logs in here");
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    throw new IllegalStateException("nobody revokes here");
  }
}
