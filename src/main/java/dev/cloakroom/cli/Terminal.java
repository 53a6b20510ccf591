package dev.cloakroom.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// The standard streams, and what is known of who is behind them.
///
/// @param in standard input
/// @param out standard output, in UTF-8
/// @param err standard error, in UTF-8
/// @param attended which of them are a terminal
/// @param colours whether colours are wanted where there is a terminal
/// @param columns how wide pictures made of letters may be; 0 where they can't be shown
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Set<Side> attended,
    boolean colours,
    int columns) {

  /// One of the standard streams.
  public enum Side {
    IN,
    OUT,
    ERR
  }

  public Terminal {
    attended = Set.copyOf(attended);
  }

  /// Streams that show no pictures.
  public Terminal(
      InputStream in, PrintStream out, PrintStream err, Set<Side> attended, boolean colours) {
    this(in, out, err, attended, colours, 0);
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

  /// The next line of standard input; empty when there is none, or it has more bytes than `most`.
  Optional<String> line(int most) {
    var line = new ByteArrayOutputStream();
    try {
      int next = in.read();
      for (; next >= 0 && next != '\n' && line.size() <= most; next = in.read()) {
        line.write(next);
      }
      boolean ended = next < 0 && line.size() == 0;
      return ended || line.size() > most
          ? Optional.empty()
          : Optional.of(line.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
