package dev.cloakroom.bench;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;

/// Many accounts of one provider, connected at random moments before [#BEGIN], so that from then on
/// about as many are due in each second as in any other.
///
/// @param size how many there are
/// @param lifetime of their access tokens
record Crowd(int size, Duration lifetime) {
  /// When the engine's clock starts to run.
  static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

  static final String PROVIDER = "local";
  private static final Duration QUIET = Duration.ofSeconds(10); // after the beginning
  private static final int AT_ONCE = 512;

  /// The lead of DESIGN.md: min(max(5 min, 20 %), 50 % of the lifetime).
  private Duration lead() {
    var long20 = lifetime.dividedBy(5);
    var lead = long20.compareTo(Duration.ofMinutes(5)) > 0 ? long20 : Duration.ofMinutes(5);
    var half = lifetime.dividedBy(2);
    return lead.compareTo(half) < 0 ? lead : half;
  }

  /// From one refresh of an account to its next, on average.
  Duration interval() {
    return lifetime.minus(lead()).minus(lead().dividedBy(20));
  }

  /// How long after the beginning all are due at their even pace.
  Duration rampEnd() {
    return QUIET.plus(lead().dividedBy(10));
  }

  static AccountId id(int number) {
    return new AccountId(PROVIDER, "person" + number);
  }

  /// The refresh token of an account's generation, which tells both.
  static Secret refresh(int number, int generation) {
    return Secret.of(
        "refresh-token-with-some-forty-characters-%07d.%06d".formatted(number, generation));
  }

  static Secret access(int number, int generation) {
    return Secret.of(
        "access-token-with-some-forty-characters--%07d.%06d".formatted(number, generation));
  }

  /// Which account a token is of, and of which generation.
  record Token(int number, int generation) {
    static Token read(Secret token) {
      return token.useText(text -> {
        int dot = text.lastIndexOf('.');
        var number = text.substring(dot - 7, dot);
        return new Token(Integer.parseInt(number), Integer.parseInt(text.substring(dot + 1)));
      });
    }
  }

  /// Connects all.
  void fill(Vault vault) {
    var random = new SplittableRandom(4);
    var earliest = BEGIN.plus(QUIET).minus(lifetime).plus(lead().dividedBy(10).multipliedBy(11));
    var spread = new long[size];
    for (int i = 0; i < size; i++) {
      spread[i] = random.nextLong(interval().toMillis());
    }
    each(
        size,
        number -> {
          var issuedAt = earliest.plusMillis(spread[number]);
          var name = "person" + number + "@example.org";
          vault.connect(id(number), "subject-" + number, name, tokens(number, issuedAt), issuedAt);
        });
  }

  private TokenSet tokens(int number, Instant issuedAt) {
    return new TokenSet(
        Generation.NONE.next(),
        access(number, 1),
        refresh(number, 1),
        "Bearer",
        issuedAt,
        issuedAt.plus(lifetime),
        Scopes.of("calendar", "offline_access"));
  }

  /// Does something for each of `count`, many at once.
  static void each(int count, IntConsumer action) {
    var places = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int number = i;
        places.acquireUninterruptibly();
        threads.execute(() -> {
          try {
            action.accept(number);
          } finally {
            places.release();
          }
        });
      }
    }
  }
}
