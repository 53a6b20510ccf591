package dev.cloakroom.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/// The program by which tools in a run ask its socket for a token: a script that needs a shell and
/// curl. It lies beside the socket, also under the names by which git and docker look for helpers.
final class HelperScript {
  static final String NAME = "cloakroom-token";
  private static final List<String> LINKS =
      List.of("git-credential-cloakroom", "docker-credential-cloakroom");

  private HelperScript() {}

  /// Puts it into a folder where none is.
  static void put(Path folder) {
    var file = folder.resolve(NAME);
    try (var script = HelperScript.class.getResourceAsStream(NAME)) {
      Files.copy(Objects.requireNonNull(script, NAME), file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x------"));
      for (var link : LINKS) {
        Files.createSymbolicLink(folder.resolve(link), Path.of(NAME));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not write " + file, e);
    }
  }

  /// Takes it away.
  static void remove(Path folder) throws IOException {
    for (var link : LINKS) {
      Files.deleteIfExists(folder.resolve(link));
    }
    Files.deleteIfExists(folder.resolve(NAME));
  }
}
