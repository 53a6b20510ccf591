package dev.cloakroom.bench;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Life;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.oauth.TokenReply;
import dev.cloakroom.vault.Account;
import dev.cloakroom.vault.AccountState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A token endpoint in this process that answers at once, with strict rotation, and notes for each
/// request how long after its planned time it came. A spent refresh token ends the bench.
final class PromptEndpoint implements TokenEndpoint {
  private final Duration lifetime;
  private final FastClock clock;
  private final AtomicIntegerArray generations;
  private final long[] arrivals;
  private final long[] late;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<@Nullable Broker> broker = new AtomicReference<>();

  PromptEndpoint(Crowd crowd, FastClock clock, int mostRequests) {
    this.lifetime = crowd.lifetime();
    this.clock = clock;
    this.generations = new AtomicIntegerArray(crowd.size());
    this.arrivals = new long[mostRequests];
    this.late = new long[mostRequests];
    for (int i = 0; i < crowd.size(); i++) {
      generations.set(i, 1);
    }
  }

  /// What its notes take of the heap.
  long bytes() {
    return Long.BYTES * 2L * arrivals.length + Integer.BYTES * (long) generations.length();
  }

  /// From now on it knows whom to ask what was planned.
  void watches(Broker watched) {
    broker.set(watched);
  }

  @Override
  public TokenOutcome refresh(Provider provider, Secret refreshToken) {
    var token = Crowd.Token.read(refreshToken);
    note(Crowd.id(token.number()));
    int next = token.generation() + 1;
    if (!generations.compareAndSet(token.number(), token.generation(), next)) {
      System.err.println("a refresh token was sent twice: " + Crowd.id(token.number()));
      Runtime.getRuntime().exit(1);
    }
    var now = clock.instant();
    return new TokenOutcome.Granted(
        new TokenReply(
            Crowd.access(token.number(), next),
            Crowd.refresh(token.number(), next),
            "Bearer",
            now,
            now.plus(lifetime),
            null,
            null));
  }

  private void note(AccountId id) {
    var due = Objects.requireNonNull(broker.get()).status(named(id)).due();
    int at = count.getAndIncrement();
    arrivals[at] = clock.nanos();
    late[at] = Duration.between(Objects.requireNonNull(due), clock.instant()).toNanos();
  }

  /// Nothing but a name: the broker looks at nothing else.
  private static Account named(AccountId id) {
    return new Account(
        id,
        "",
        "",
        AccountState.HEALTHY,
        "",
        Generation.NONE,
        Instant.EPOCH,
        Instant.EPOCH,
        new Life(Instant.EPOCH, null),
        true,
        null,
        Scopes.NONE);
  }

  /// How many requests came.
  int count() {
    return count.get();
  }

  /// How late the requests were that came since `fromNanos` of the clock's real time, by the
  /// clock's own time.
  Samples lateness(long fromNanos) {
    var chosen = new long[count()];
    int size = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (arrivals[i] >= fromNanos) {
        chosen[size++] = late[i];
      }
    }
    return Samples.of(Arrays.copyOf(chosen, size));
  }

  /// The requests of each whole second from `fromNanos` to `toNanos`.
  int[] perSecond(long fromNanos, long toNanos) {
    var seconds = new int[(int) ((toNanos - fromNanos) / 1_000_000_000L)];
    for (int i = 0; i < count(); i++) {
      long second = Math.floorDiv(arrivals[i] - fromNanos, 1_000_000_000L);
      if (second >= 0 && second < seconds.length) {
        seconds[(int) second]++;
      }
    }
    return seconds;
  }

  @Override
  public TokenOutcome exchange(Provider provider, Secret code, Secret codeVerifier, URI redirect) {
    throw new IllegalStateException("nobody logs in here");
  }

  @Override
  public boolean revoke(Provider provider, Secret token) {
    return false;
  }
}
