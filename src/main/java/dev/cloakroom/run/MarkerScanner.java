package dev.cloakroom.run;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Finds `AUTH_REQUIRED:<provider>[:<scopes>]` in a command's output, where it stands alone on a
/// line; NanoClaw's skills print it. Anything else is passed over.
///
/// Fed by one thread; holds one line of 4 KiB at most.
final class MarkerScanner {
  static final String MARKER = "AUTH_REQUIRED:";
  private static final int LONGEST_LINE = 4096;

  private final Consumer<Found> found;
  private final byte[] line = new byte[LONGEST_LINE];
  private int length;
  private boolean tooLong;

  MarkerScanner(Consumer<Found> found) {
    this.found = found;
  }

  /// What a line turned out to be.
  sealed interface Found {
    /// Somebody asks for an authorization.
    record Ask(String provider, Scopes scopes) implements Found {}

    /// A line that looks like it, but is not.
    record NoAsk(String why) implements Found {}
  }

  void feed(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (length < LONGEST_LINE) {
        line[length++] = bytes[i];
      } else {
        tooLong = true;
      }
    }
  }

  /// The output has ended, maybe in the middle of a line.
  void end() {
    if (length > 0) {
      endLine();
    }
  }

  private void endLine() {
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    var text = new String(line, 0, end, StandardCharsets.UTF_8);
    boolean cut = tooLong;
    length = 0;
    tooLong = false;
    int at = text.indexOf(MARKER);
    if (at > 0) {
      found.accept(
          new Found.NoAsk(
              "AUTH_REQUIRED inside a line asks for nothing; print it alone on a line."));
    } else if (at == 0) {
      found.accept(
          cut
              ? new Found.NoAsk("An AUTH_REQUIRED line of more than 4 KiB asks for nothing.")
              : read(text.substring(MARKER.length())));
    }
  }

  private static Found read(String rest) {
    int colon = rest.indexOf(':');
    var provider = colon < 0 ? rest : rest.substring(0, colon);
    if (!AccountId.isName(provider)) {
      return new Found.NoAsk(
          "An AUTH_REQUIRED line names no provider; it is AUTH_REQUIRED:<provider>[:<scopes>].");
    }
    var scopes = colon < 0 ? Scopes.NONE : Scopes.parse(rest.substring(colon + 1));
    return new Found.Ask(provider, scopes);
  }
}
