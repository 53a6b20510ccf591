package dev.cloakroom.run;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The folder of one run on the host. What the run can write lies in folders below it.
final class RunFolder {
  private static final Logger LOG = System.getLogger(RunFolder.class.getName());
  private static final String NOTE = "note";
  private static final String BETWEEN = "\0"; // in no path

  private RunFolder() {}

  /// What a later host has to know of a run whose host was killed.
  ///
  /// @param engine in which its container may still be; empty text when none was started
  /// @param writable what of the host it may still write
  record Note(String engine, List<Path> writable) {
    Note {
      writable = List.copyOf(writable);
    }
  }

  static Path make(Path folder) {
    DurableFile.privateFolder(folder);
    return folder;
  }

  /// Notes which engine is about to have its container, and what that may write. A power cut that
  /// loses the note ends the container, too, so it is not synced.
  static void note(Path folder, String engine, List<Mount> mounts) {
    var words = Stream.concat(Stream.of(engine), writable(mounts).map(Path::toString));
    try {
      Files.writeString(folder.resolve(NOTE), words.collect(Collectors.joining(BETWEEN)));
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "file-unwritable", "The folder %s can't be written.".formatted(folder), e);
    }
  }

  private static Stream<Path> writable(List<Mount> mounts) {
    return mounts.stream().filter(mount -> mount.access() == Access.READ_WRITE).map(Mount::host);
  }

  /// What was noted.
  static Note read(Path folder) {
    try {
      var words = List.of(Files.readString(folder.resolve(NOTE)).split(BETWEEN, -1));
      return new Note(
          words.getFirst(), words.subList(1, words.size()).stream().map(Path::of).toList());
    } catch (IOException _) {
      return new Note("", List.of());
    }
  }

  /// Deletes it with all that is in it, once its container is gone. What the container's user has
  /// made may be that user's alone to delete; then the engine does it. What can't be deleted stays,
  /// and is tried again when the host starts.
  static void delete(Path folder, Sandbox sandbox) {
    try {
      ForeignFolder.delete(folder);
    } catch (IOException _) {
      empty(folder, sandbox);
      delete(folder);
    }
  }

  private static void empty(Path folder, Sandbox sandbox) {
    try {
      sandbox.empty(folder);
    } catch (UncheckedIOException | Problem e) {
      LOG.log(Level.DEBUG, "the engine did not empty " + folder, e);
    }
  }

  /// The same for one that no container had.
  static void delete(Path folder) {
    try {
      ForeignFolder.delete(folder);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "could not delete all of " + folder + ": as root, delete it by hand: rm -rf " + folder,
          e);
    }
  }
}
