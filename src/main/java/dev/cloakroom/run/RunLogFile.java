package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;

/// The log of one run: what it got, what it said, how it ended; 4 MiB at most. Of what is secret
/// only the tokens that were delivered are hidden, as in the [Transcript]: the command line is in
/// it as it was given, and so is what the run encoded in a way of its own. A disk that takes no
/// more ends the log, not the run. Safe for any thread.
final class RunLogFile implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RunLogFile.class.getName());
  private static final byte[] FULL =
      "# what comes after is not kept\n".getBytes(StandardCharsets.UTF_8);
  private static final int MOST = (4 << 20) - FULL.length;

  private final OutputStream file;
  private final Clock clock;
  private final Runnable closed;

  @GuardedBy("this")
  private int left = MOST;

  private RunLogFile(OutputStream file, Clock clock, Runnable closed) {
    this.file = file;
    this.clock = clock;
    this.closed = closed;
  }

  /// @param closed is called when it is
  static RunLogFile create(Path file, Clock clock, Runnable closed) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(file, mode);
    var stream = Files.newOutputStream(file, StandardOpenOption.APPEND);
    return new RunLogFile(new BufferedOutputStream(stream), clock, closed);
  }

  /// One that keeps nothing.
  static RunLogFile none(Clock clock) {
    return new RunLogFile(OutputStream.nullOutputStream(), clock, () -> {});
  }

  /// What the run gets, a line each.
  void header(List<String> lines) {
    lines.forEach(line -> write("# " + Lines.visible(line)));
    flush();
  }

  /// A line of its transcript.
  void line(Transcript.Line line) {
    write("%s %s %s".formatted(line.at(), line.stream(), line.text()));
    flush();
  }

  private synchronized void write(String line) {
    if (left <= 0) {
      return;
    }
    var bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    left -= bytes.length;
    try {
      file.write(left > 0 ? bytes : FULL);
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized void flush() {
    try {
      file.flush();
    } catch (IOException e) {
      end(e);
    }
  }

  @GuardedBy("this")
  private void end(IOException why) {
    left = 0;
    LOG.log(Level.WARNING, "a run is no longer logged", why);
  }

  /// The run is over.
  void ended(Ending ending) {
    var reason = ending.reason() == null ? "" : ", " + ending.reason();
    header(List.of("ended %s, exit code %d%s".formatted(clock.instant(), ending.exit(), reason)));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a log could not be closed", e);
    } finally {
      closed.run();
    }
  }
}
