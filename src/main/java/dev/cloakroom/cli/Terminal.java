package dev.cloakroom.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Set;

/// The standard streams, and what is known of who is behind them.
///
/// @param in standard input
/// @param out standard output, in UTF-8
/// @param err standard error, in UTF-8
/// @param attended which of them are a terminal
/// @param colours whether colours are wanted where there is a terminal
public record Terminal(
    InputStream in, PrintStream out, PrintStream err, Set<Side> attended, boolean colours) {

  /// One of the standard streams.
  public enum Side {
    IN,
    OUT,
    ERR
  }

  public Terminal {
    attended = Set.copyOf(attended);
  }

  /// Whether that stream is a terminal.
  boolean has(Side side) {
    return attended.contains(side);
  }

  /// Whether what is printed on standard output may have colours.
  boolean paints() {
    return colours && has(Side.OUT);
  }

  /// Says something to the person, beside the output.
  void say(String words) {
    err.println("cloakroom: " + clean(words));
    err.flush();
  }

  /// `text` without characters that a terminal would obey.
  static String clean(String text) {
    var clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      clean.append(Character.isISOControl(letter) ? ' ' : letter);
    }
    return clean.toString();
  }
}
