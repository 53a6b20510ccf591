package dev.cloakroom.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;

/// The log of one run: what it got, what it said, how it ended; 4 MiB at most. It gets nothing that
/// is secret. A disk that takes no more ends the log, not the run. Safe for any thread.
final class RunLogFile implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RunLogFile.class.getName());
  private static final int MOST = 4 << 20;

  private final Writer writer;
  private final Clock clock;

  @GuardedBy("this")
  private int left = MOST;

  private RunLogFile(Writer writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  static RunLogFile create(Path file, Clock clock) {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.createFile(file, mode);
      var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
      return new RunLogFile(writer, clock);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a run is not logged", e);
      return none(clock);
    }
  }

  /// One that keeps nothing.
  static RunLogFile none(Clock clock) {
    return new RunLogFile(Writer.nullWriter(), clock);
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
    left -= line.length();
    try {
      writer.write(line + "\n");
      if (left <= 0) {
        writer.write("# what comes after is not kept\n");
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private synchronized void flush() {
    try {
      writer.flush();
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
      writer.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a log could not be closed", e);
    }
  }
}
