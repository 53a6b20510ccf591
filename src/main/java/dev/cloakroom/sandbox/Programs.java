package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs of this machine that sandboxes are made with, by name.
///
/// @param path the folders that are looked through, a list as in `PATH`
record Programs(String path) {
  /// Finds one; relative folders don't count.
  Optional<Path> find(String name) {
    return Stream.of(path.split(File.pathSeparator, -1))
        .flatMap(folder -> candidate(folder, name))
        .findFirst();
  }

  /// Finds one that a plan with ports needs.
  ///
  /// @param bringer the package that it comes in
  Path require(String name, String bringer) {
    return find(name)
        .orElseThrow(() ->
            new Problem(
                Kind.FAILED,
                "port-tool-missing",
                "A run with a port of its own needs the program %s, which is not here: install the package %s."
                    .formatted(name, bringer)));
  }

  private static Stream<Path> candidate(String folder, String name) {
    try {
      var file = Path.of(folder).resolve(name);
      return file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)
          ? Stream.of(file)
          : Stream.empty();
    } catch (InvalidPathException _) {
      return Stream.empty();
    }
  }
}
