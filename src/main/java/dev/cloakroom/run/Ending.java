package dev.cloakroom.run;

import dev.cloakroom.problem.Problem;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param exit the exit code: the command's own, or 125 for a failure of the run itself
/// @param reason the stable code of such a failure; null when the command ended by itself
/// @param message the failure in words; null when there was none
record Ending(int exit, @Nullable String reason, @Nullable String message) {
  private static final int OWN_FAILURE = 125;

  /// The command ended with `exit`.
  static Ending of(int exit) {
    return new Ending(exit, null, null);
  }

  /// The run itself failed.
  static Ending failed(String reason, String message) {
    return new Ending(OWN_FAILURE, reason, message);
  }

  /// The run itself failed, and nobody knows how.
  static Ending brokenOff() {
    return failed("internal", "The host failed on this run: see its log.");
  }

  /// The run itself failed.
  static Ending failed(Problem problem) {
    return failed(problem.code(), problem.getMessage());
  }
}
