package dev.cloakroom.service;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;

/// Writes words into units so that systemd reads them as they are (systemd.syntax, systemd.unit):
/// in quotes, and with nothing in them taken for a specifier, a variable or an escape.
final class Quoting {
  private Quoting() {}

  /// A value: its `%` are no specifiers.
  static String word(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Problem(
          Kind.USAGE,
          "not-for-units",
          "A path or variable with a line break or another control character in it can't be written into a unit: choose another.");
    }
    return "\"%s\"".formatted(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%"));
  }

  /// A program to start: its `$` are no variables, either.
  static String program(Path file) {
    return word(file.toString()).replace("$", "$$");
  }
}
