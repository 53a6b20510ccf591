package dev.cloakroom.probe;

import dev.cloakroom.sandbox.HostProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the disks of a host are like, and whether its clock agrees with them.
///
/// @param home its home, which need not be there yet
/// @param runtime the folder that runs have their files in
public record DiskChecks(Path home, Path runtime, Clock clock) {
  private static final long LEAST_SPACE = 100L << 20;
  private static final long LEAST_FILES = 1000;
  private static final Duration SLACK = Duration.ofMinutes(1);

  /// Before the first version of this program, no clock can be right.
  private static final Instant BORN = Instant.parse("2025-09-16T00:00:00Z");

  private static final Set<String> WITHOUT_ACCESS_LISTS =
      Set.of("vfat", "exfat", "msdos", "ntfs", "fuseblk", "9p", "nfs4", "squashfs");

  /// Whether there is room for bytes, and for files.
  public Check room() {
    var what = "disk";
    var folder = standing(home);
    try {
      long space = Files.getFileStore(folder).getUsableSpace();
      var files = freeFiles(folder);
      var found =
          "%d MiB%s free for the home"
              .formatted(
                  space >> 20, files.map(count -> " and %d files".formatted(count)).orElse(""));
      boolean enough = space >= LEAST_SPACE && files.filter(count -> count < LEAST_FILES).isEmpty();
      return enough
          ? Check.ok(what, found)
          : Check.problem(what, found, "make room: a token that can't be kept is lost");
    } catch (IOException _) {
      return Check.problem(what, "not known", "see that the home's disk can be read");
    }
  }

  /// Empty where the file system has no fixed number of them, and tells none.
  private static Optional<Long> freeFiles(Path folder) {
    return HostProgram.firstLine(List.of("stat", "-f", "-c", "%c %d", folder.toString()))
        .map(line -> line.split(" ", -1))
        .filter(
            words -> words.length == 2 && !words[0].equals("0") && words[1].matches("\\d{1,18}"))
        .map(words -> Long.parseLong(words[1]));
  }

  /// Whether files of runs can be shared with a user of a container by access lists.
  public Check accessLists() {
    var what = "access lists";
    try {
      var store = Files.getFileStore(standing(runtime));
      var found = "%s is on %s".formatted(runtime, store.type());
      return WITHOUT_ACCESS_LISTS.contains(store.type())
          ? Check.problem(
              what,
              found + ", which has none",
              "engines that map users need them: put XDG_RUNTIME_DIR, or the home, on ext4, xfs, btrfs or tmpfs")
          : Check.ok(what, found);
    } catch (IOException _) {
      return Check.problem(what, "not known", "see that %s can be read".formatted(runtime));
    }
  }

  /// Whether the clock is not behind what was written last: tokens would count as live that are
  /// not.
  public Check time() {
    var what = "clock";
    var now = clock.instant();
    var last = lastWritten();
    if (now.isBefore(BORN)) {
      return Check.problem(
          what, now + ", which can't be", "set the clock, as by systemd-timesyncd");
    }
    return last.filter(at -> at.isAfter(now.plus(SLACK)))
        .map(at ->
            Check.problem(
                what,
                "%s, but the vault and its audit were written at %s".formatted(now, at),
                "set the clock: tokens would be taken for live that are not"))
        .orElseGet(() -> Check.ok(what, now + last.map(_ -> ", after the last record").orElse("")));
  }

  private Optional<Instant> lastWritten() {
    return Stream.of("vault.db", "vault.db-wal")
        .map(home::resolve)
        .flatMap(file -> modified(file).stream())
        .max(Instant::compareTo);
  }

  private static Optional<Instant> modified(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The nearest folder that is there.
  public static Path standing(Path folder) {
    var parent = folder.getParent();
    return Files.exists(folder) || parent == null ? folder : standing(parent);
  }
}
