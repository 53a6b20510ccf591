package dev.cloakroom.probe;

import dev.cloakroom.probe.Attempt.Expectation;
import dev.cloakroom.wire.FindingView;

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

  FindingView view() {
    var guard = attempt.guard();
    return new FindingView(
        attempt.what(),
        attempt.expected() == Expectation.POSSIBLE,
        words(),
        asExpected(),
        guard == null ? null : guard.word());
  }

  private String words() {
    var answer =
        switch (found.answer()) {
          case YES -> "yes";
          case NO -> "no";
          case COULD_NOT_TRY -> "not tried";
        };
    return found.detail().isBlank() ? answer : answer + " (" + found.detail() + ")";
  }
}
