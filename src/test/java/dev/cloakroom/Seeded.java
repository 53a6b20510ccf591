package dev.cloakroom;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Many cases of one property, each made from a seed of its own. The seed of a case that fails is
/// in the failure; `-Dseed=` with it makes that case the first.
public final class Seeded {
  private static final long FIRST = Long.getLong("seed", 20_261_121);

  private Seeded() {}

  /// Tries `property` with `count` seeds.
  public static void cases(int count, Consumer<SplittableRandom> property) {
    for (long seed = FIRST; seed < FIRST + count; seed++) {
      try {
        property.accept(new SplittableRandom(seed));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("fails with -Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /// One of `choices`.
  @SafeVarargs
  public static <T> T any(SplittableRandom random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
