package dev.cloakroom.boot;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder of the person's choice for the spool, best on another disk than the database. Several
/// homes may share it: each has a file of its own there.
record SpoolFolder(Path path) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /// The spool of one installation.
  Path file(String installation) {
    return path.resolve("spool-" + installation);
  }

  /// Makes the folder, or sees that it can be used as it is. Its mode is the person's to choose: it
  /// may be the root of a disk.
  void prepare() {
    try {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
      var mode = Files.getPosixFilePermissions(path);
      if (mode.contains(PosixFilePermission.GROUP_WRITE)
          || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw unusable("others may write in it: name a folder of your own", null);
      }
      Files.delete(Files.createTempFile(path, ".", ".tmp"));
    } catch (IOException e) {
      throw unusable(
          "it can't be made or written: see that its disk is there and not full, and whose the folder is",
          e);
    }
  }

  private Problem unusable(String why, @Nullable Exception cause) {
    var message = "store.spool names %s, and %s.".formatted(path, why);
    return cause == null
        ? new Problem(Kind.FAILED, "spool-unusable", message)
        : new Problem(Kind.FAILED, "spool-unusable", message, cause);
  }
}
