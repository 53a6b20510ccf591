package dev.cloakroom.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A run's endpoint and oidc-agent, turn about, by one connection at a time and so many questions
/// in a row as the endpoint lets pass at once; it is braked afterwards, so there is a rest.
final class EndpointDuel {
  private static final int QUESTIONS = 350;
  private static final long REST = 2_500_000_000L; // nanoseconds, until so many may pass again

  private final Supplier<Asker> ours;
  private final Supplier<Asker> theirs;
  private final byte[] wanted;
  private final Latencies oursTook = new Latencies();
  private final Latencies theirsTook = new Latencies();

  EndpointDuel(Supplier<Asker> ours, Supplier<Asker> theirs, byte[] wanted) {
    this.ours = ours;
    this.theirs = theirs;
    this.wanted = wanted;
  }

  EndpointDuel held(int rounds) {
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        ask(ours, oursTook);
        ask(theirs, theirsTook);
      } else {
        ask(theirs, theirsTook);
        ask(ours, oursTook);
      }
      LockSupport.parkNanos(REST);
    }
    return this;
  }

  private void ask(Supplier<Asker> side, Latencies took) {
    try (var asker = side.get()) {
      for (int i = 0; i < QUESTIONS; i++) {
        long begin = System.nanoTime();
        boolean right = asker.answersWith(wanted);
        took.add(System.nanoTime() - begin);
        if (!right) {
          throw new AssertionError("an answer was wrong");
        }
      }
    }
  }

  Figure figure(String what, double share) {
    return Figure.of("token endpoint, " + what, "us", oursTook.micros(share))
        .beside(theirsTook.micros(share));
  }
}
