package dev.cloakroom.broker;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.TokenSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An account's token set in memory, only as long as somebody asks for it: what nobody asked for
/// since the last refresh is let go of, so that thousands of quiet accounts cost little.
///
/// Generations only grow here (promise P3). Safe for any thread; readers take no lock.
final class Held {
  private final Supplier<TokenSet> source;
  private volatile @Nullable TokenSet tokens;
  private volatile boolean asked;

  /// @param source reads the newest token set from where it is durable
  Held(Supplier<TokenSet> source) {
    this.source = source;
  }

  /// The token set of `generation`, or a newer one.
  TokenSet of(Generation generation) {
    var seen = tokens;
    if (seen == null || generation.isAfter(seen.generation())) {
      seen = keep(source.get());
    }
    if (!asked) {
      asked = true;
    }
    return seen;
  }

  private synchronized TokenSet keep(TokenSet read) {
    var seen = tokens;
    if (seen == null || read.generation().isAfter(seen.generation())) {
      tokens = read;
      return read;
    }
    return seen;
  }

  /// What is in memory now, if anything.
  @Nullable TokenSet peek() {
    return tokens;
  }

  /// Goes on with the next generation, if the last was asked for; null when it has to be read.
  synchronized void renew(@Nullable TokenSet next) {
    tokens = asked ? next : null;
    asked = false;
  }
}
