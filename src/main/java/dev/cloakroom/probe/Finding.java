package dev.cloakroom.probe;

import dev.cloakroom.probe.Attempt.Expectation;

/// An attempt and what came of it.
public record Finding(Attempt attempt, Outcome found) {
  /// Whether it is as it should be. What could not be tried is not.
  public boolean asExpected() {
    return switch (found.answer()) {
      case YES -> attempt.expected() == Expectation.POSSIBLE;
      case NO -> attempt.expected() == Expectation.IMPOSSIBLE;
      case COULD_NOT_TRY -> false;
    };
  }
}
