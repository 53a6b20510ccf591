package dev.cloakroom.probe;

/// What came of an attempt.
///
/// @param answer whether it was possible
/// @param detail why, in a few words; never the content of anything
public record Outcome(Answer answer, String detail) {
  /// Whether it was possible.
  public enum Answer {
    YES,
    NO,
    /// It was not found out: a tool was missing, or the probe ended before.
    COULD_NOT_TRY
  }

  static Outcome yes(String detail) {
    return new Outcome(Answer.YES, detail);
  }

  static Outcome no(String detail) {
    return new Outcome(Answer.NO, detail);
  }

  static Outcome notTried(String detail) {
    return new Outcome(Answer.COULD_NOT_TRY, detail);
  }
}
