package dev.cloakroom.probe;

import java.util.Locale;

/// Something to try from inside a container.
///
/// @param what in words for the table, such as `read the vault`
/// @param kind what is done
/// @param target a path inside, or `HOST PORT`
/// @param expected what should come of it
public record Attempt(String what, Kind kind, String target, Expectation expected) {

  public Attempt {
    if (target.isBlank() || target.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("an attempt needs a target on one line: " + what);
    }
  }

  /// The line that the script inside reads, and repeats in its answer.
  String line() {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + target;
  }

  /// What is done. Nothing that is found is changed.
  public enum Kind {
    /// Read a file to its end, or a folder's names.
    READ,
    /// Open a file for writing, or make one where there is none, and remove it again.
    WRITE,
    /// List a folder; an empty one counts as not possible.
    LIST,
    /// Connect to a Unix socket.
    CONNECT_UNIX,
    /// Connect to a TCP port.
    CONNECT_TCP,
    /// Search files and folders for a text; the target is the text, and the places after it.
    FIND_TEXT
  }

  /// What should come of an attempt.
  public enum Expectation {
    POSSIBLE,
    IMPOSSIBLE
  }
}
