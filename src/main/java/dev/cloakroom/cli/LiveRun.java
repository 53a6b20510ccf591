package dev.cloakroom.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.Wire;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run as the command line lives through it: its output, what it asks for, and its end.
///
/// Events come in the thread that follows; asks to stop come in another. The first one stops the
/// run, and the end is waited for; the second one leaves at once, and the host ends the run because
/// its client went away.
final class LiveRun {
  private static final int OWN_FAILURE = 125;

  private final HostClient host;
  private final Surroundings around;
  private final Terminal terminal;
  private final Input input;
  private final boolean json;

  @GuardedBy("this")
  private String id = "";

  @GuardedBy("this")
  private int signal;

  private @Nullable RunEvent end;

  LiveRun(HostClient host, Surroundings around, Input input, boolean json) {
    this.host = host;
    this.around = around;
    this.terminal = around.terminal();
    this.input = input;
    this.json = json;
  }

  /// Starts the run, follows it to its end, and returns the exit code.
  int follow(RunRequest request) {
    around.signals().listen(this::stop);
    host.stream("POST", "/v1/runs", Wire.json(request), this::take);
    return end == null ? lost() : exit(end);
  }

  /// An ask to stop: the number of a signal.
  void stop(int number) {
    var run = firstAsked(number);
    if (run.isEmpty()) {
      around.signals().leave(128 + number);
      return;
    }
    try {
      host.post("/v1/runs/" + run + "/stop", "");
    } catch (Problem e) {
      around.signals().leave(128 + number);
    }
  }

  /// The run's id; empty when it has none yet, or when it is being stopped already.
  private synchronized String firstAsked(int number) {
    var run = signal == 0 ? id : "";
    signal = number;
    return run;
  }

  private void take(String line) {
    var event = HostCommand.read(RunEvent.class, line);
    if (json) {
      write(terminal.out(), (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    switch (event.type()) {
      case "started" -> started(event.run());
      case "ended" -> end = event;
      default -> {
        if (!json) {
          tell(event);
        }
      }
    }
  }

  private void started(String run) {
    synchronized (this) {
      id = run;
    }
    input.start(run);
  }

  private void tell(RunEvent event) {
    switch (event.type()) {
      case "output" -> output(event);
      case "consent" -> consent(text(event), Objects.requireNonNullElse(event.link(), ""));
      case "notice", "rerun" -> terminal.say(text(event));
      default -> {
        // a newer host tells more than we know
      }
    }
  }

  private void output(RunEvent event) {
    var data = Objects.requireNonNullElse(event.data(), "");
    var stream = "stderr".equals(event.stream()) ? terminal.err() : terminal.out();
    write(stream, Base64.getDecoder().decode(data));
  }

  private static void write(PrintStream stream, byte[] bytes) {
    stream.write(bytes, 0, bytes.length);
    if (stream.checkError()) { // flushes
      throw new Problem(
          Kind.FAILED, "output-closed", "nobody reads the output any more, so the run was ended");
    }
  }

  private void consent(String words, String link) {
    terminal.say(words);
    if (!link.isEmpty()) {
      terminal.err().println("  answer here: " + Terminal.clean(link));
      terminal.err().flush();
    }
    if (!link.isEmpty() && terminal.has(Terminal.Side.ERR)) {
      around.browser().open(link);
    }
  }

  private synchronized int exit(RunEvent ended) {
    if (signal != 0) {
      return 128 + signal;
    }
    int exit = Objects.requireNonNullElse(ended.exit(), OWN_FAILURE);
    var reason = ended.reason();
    return reason == null
        ? exit
        : new Complaint(reason, text(ended), exit).tell(terminal, false); // JSON has it already
  }

  private static int lost() {
    throw new Problem(
        Kind.HOST_DOWN, "host-gone", "the host stopped before the run had ended: look at its log");
  }

  private static String text(RunEvent event) {
    var text = event.text();
    return text == null ? "the run says: " + event.type() : text;
  }
}
