package dev.cloakroom.bench;

import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// A token endpoint whose tokens are taken to live shorter than it says, so that they are refreshed
/// as often as a bench wants; counts what was granted. Safe for any thread.
final class BriefEndpoint implements TokenEndpoint {
  private final TokenEndpoint real;
  private final LongAdder granted = new LongAdder();
  private volatile Duration lifetime;

  BriefEndpoint(TokenEndpoint real, Duration lifetime) {
    this.real = real;
    this.lifetime = lifetime;
  }

  /// From now on tokens live that long.
  void lifetime(Duration other) {
    lifetime = other;
  }

  long granted() {
    return granted.sum();
  }

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    var outcome = real.refresh(provider, refreshToken);
    if (!(outcome instanceof TokenOutcome.Granted(var reply))) {
      throw new AssertionError("the server did not grant a refresh: " + outcome);
    }
    granted.increment();
    return new TokenOutcome.Granted(
        new TokenReply(
            reply.access(),
            reply.refresh(),
            reply.tokenType(),
            reply.receivedAt(),
            reply.receivedAt().plus(lifetime),
            reply.scopes(),
            null));
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    return real.exchange(provider, code, codeVerifier, redirect);
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    return real.revoke(provider, token);
  }
}
