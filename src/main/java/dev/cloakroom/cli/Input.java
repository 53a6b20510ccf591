package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/// Standard input on its way into a run, byte for byte, in a thread of its own that does not keep
/// the process alive.
///
/// Each piece waits until the host has taken the one before, so a slow command slows the reader and
/// nothing is lost. A terminal is not read unless the person wants it: the command sees an end.
final class Input {
  private static final int PIECE = 64 << 10;

  /// A command may leave its input unread for as long as it runs.
  private static final Duration PATIENCE = Duration.ofDays(365);

  private final Terminal terminal;
  private final HostClient host;
  private final boolean wanted;

  Input(Surroundings around, boolean interactive) {
    this.terminal = around.terminal();
    this.host = new HostClient(around.socket(), PATIENCE);
    this.wanted = interactive || !terminal.has(Terminal.Side.IN);
  }

  /// Begins to pass it on to a run.
  Thread start(String run) {
    return Thread.ofPlatform()
        .daemon()
        .name("cloakroom-input")
        .start(() -> pump("/v1/runs/" + run + "/input"));
  }

  private void pump(String path) {
    try {
      if (wanted) {
        pass(path);
      }
      host.post(path + "?end=true", new byte[0]);
    } catch (Problem e) {
      if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.HOST_DOWN) { // else the run is over
        terminal.say("input is no longer passed on: " + e.getMessage() + " [" + e.code() + "]");
      }
    }
  }

  private void pass(String path) {
    var piece = new byte[PIECE];
    try {
      for (int size = terminal.in().read(piece); size >= 0; size = terminal.in().read(piece)) {
        if (size > 0) {
          host.post(path, Arrays.copyOf(piece, size));
        }
      }
    } catch (IOException e) {
      terminal.say("standard input can't be read any further; the command sees its end");
    }
  }
}
