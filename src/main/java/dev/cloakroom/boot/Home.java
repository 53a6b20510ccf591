package dev.cloakroom.boot;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Sees that the data folder is Cloakroom's own, before its mode is changed and files are put in
/// it. Somebody may have named `/`, or a folder that others work in.
final class Home {
  private static final String PRIVATE = "rwx------";
  private static final List<String> OURS = List.of("cloakroom.yaml", "master.key", "vault.db");

  private Home() {}

  /// Makes the folder, or refuses one that others use.
  static void prepare(Path home) {
    if (Files.isDirectory(home) && !isOurs(home)) {
      throw new Problem(
          Kind.REFUSED,
          "home-shared",
          "The folder %s holds other things, and others may enter it: choose a folder of its own with CLOAKROOM_HOME, or chmod 700 this one if it is for Cloakroom alone."
              .formatted(home));
    }
    DurableFile.privateFolder(home);
  }

  private static boolean isOurs(Path home) {
    try (var entries = Files.newDirectoryStream(home)) {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(home)).equals(PRIVATE)
          || !entries.iterator().hasNext()
          || OURS.stream().anyMatch(name -> Files.exists(home.resolve(name)));
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED,
          "home-unusable",
          "The folder %s can't be read: see that it is yours, or choose another with CLOAKROOM_HOME."
              .formatted(home),
          e);
    }
  }
}
