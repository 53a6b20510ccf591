package dev.cloakroom.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.store.DurableFile;
import dev.cloakroom.store.ForeignFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of one run on the host. What the run can write lies in folders below it.
final class RunFolder {
  private static final Logger LOG = System.getLogger(RunFolder.class.getName());
  private static final String ENGINE = "engine";

  private RunFolder() {}

  /// Makes it, and notes which engine its container is in.
  static Path make(Path folder, String engine) {
    DurableFile.privateFolder(folder);
    DurableFile.write(folder.resolve(ENGINE), engine.getBytes(UTF_8));
    return folder;
  }

  /// The engine whose container may still write into it; empty text when nobody noted one.
  static String engine(Path folder) {
    try {
      return Files.readString(folder.resolve(ENGINE));
    } catch (IOException _) {
      return "";
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
