package dev.cloakroom.run;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The logs of runs: a file each, in a folder that no run sees. The newest two hundred are kept,
/// and of these no more than 64 MiB; those under way are kept whatever they are. Safe for any
/// thread.
public final class RunLogs {
  private static final Logger LOG = System.getLogger(RunLogs.class.getName());
  private static final String END = ".log";
  private static final int MOST_FILES = 200;
  private static final long MOST_BYTES = 64L << 20;

  private final Path folder;
  private final Clock clock;
  private final Set<Path> open = ConcurrentHashMap.newKeySet();

  /// @param folder made when it is missing
  public RunLogs(Path folder, Clock clock) {
    DurableFile.privateFolder(folder);
    this.folder = folder;
    this.clock = clock;
  }

  /// A log that is there.
  ///
  /// @param run whose it is
  /// @param started when that run began, as in the file's name
  public record Entry(String run, String started, long bytes) {}

  /// Begins the log of a run, and deletes what is too old. Where there can't be one, the run has
  /// none: that is no reason not to run.
  RunLogFile open(String run) {
    var started = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
    var file = folder.resolve(started + "-" + run + END);
    open.add(file);
    try {
      forgetOldest();
      return RunLogFile.create(file, clock, () -> open.remove(file));
    } catch (IOException | UncheckedIOException e) {
      open.remove(file);
      LOG.log(Level.WARNING, "run " + run + " is not logged", e);
      return RunLogFile.none(clock);
    }
  }

  private void forgetOldest() throws IOException {
    long bytes = 0;
    int files = 0;
    for (var file : files()) {
      bytes += size(file);
      boolean tooMuch = ++files >= MOST_FILES || bytes > MOST_BYTES;
      if (tooMuch && !open.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// All that are there, newest first.
  public List<Entry> list() {
    return files().stream().map(RunLogs::entry).toList();
  }

  /// The text of one.
  ///
  /// @throws Problem `unknown-run`
  public String read(String run) {
    var found = files().stream().filter(file -> entry(file).run().equals(run)).findFirst();
    return found
        .flatMap(RunLogs::text)
        .orElseThrow(() ->
            new Problem(
                Kind.NOT_FOUND,
                "unknown-run",
                "There is no log of such a run: `cloakroom logs` lists them."));
  }

  private List<Path> files() {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(END))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("could not look into " + folder, e);
    }
  }

  private static Entry entry(Path file) {
    var name = String.valueOf(file.getFileName());
    int dash = name.lastIndexOf('-');
    return new Entry(
        name.substring(dash + 1, name.length() - END.length()),
        name.substring(0, Math.max(0, dash)),
        size(file));
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException _) {
      return Optional.empty(); // it has just been forgotten
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return 0;
    }
  }
}
