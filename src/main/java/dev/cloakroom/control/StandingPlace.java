package dev.cloakroom.control;

import dev.cloakroom.consent.Consents;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where a standing delivery may be: at any path in a folder that is there, but for folders of
/// Cloakroom itself. `~` means nothing here, shells know it.
///
/// @param forbidden folders that no such file may be in
/// @param writers tells which run can write at a path
record StandingPlace(
    Grants grants, List<Path> forbidden, Function<Path, Optional<String>> writers) {
  /// The path that somebody wrote, with all links followed: none that is laid there later counts.
  ///
  /// @param name of the grant that the file is for
  /// @throws Problem when no file may be there
  Path check(String text, String name) {
    var file = path(text);
    var real = real(file);
    if (Files.isDirectory(real)) {
      throw refused("is a folder: name a file in it", text);
    }
    if (forbidden.stream().map(StandingPlace::real).anyMatch(real::startsWith)) {
      throw refused("is in a folder of Cloakroom's own, or of an engine: name another", text);
    }
    var writer = writers.apply(real);
    if (writer.isPresent()) {
      throw refused(
          "is in a folder that run %s can write: name another, or wait for its end"
              .formatted(writer.get()),
          text);
    }
    boolean taken =
        grants.of(Consents.HOST).stream()
            .anyMatch(
                grant -> !grant.name().equals(name) && real.toString().equals(grant.form().file()));
    if (taken) {
      throw refused("is kept fresh for another grant: end that one first", text);
    }
    return real;
  }

  private static Path path(String text) {
    try {
      var file = Path.of(text).normalize();
      var folder = file.getParent();
      if (file.isAbsolute() && folder != null && Files.isDirectory(folder)) {
        return file;
      }
    } catch (InvalidPathException _) {
      // no folder has such a name
    }
    throw new Problem(
        Kind.USAGE,
        "folder-missing",
        "The folder of --file %s is not there: create it, or name another."
            .formatted(printable(text)));
  }

  /// Where it is once all links are followed.
  private static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      var followed =
          Files.isSymbolicLink(path) ? path.resolveSibling(Files.readSymbolicLink(path)) : path;
      var folder = followed.normalize().getParent();
      return folder != null && Files.exists(folder)
          ? folder.toRealPath().resolve(String.valueOf(followed.getFileName()))
          : followed.normalize();
    } catch (IOException e) {
      throw new Problem(Kind.USAGE, "bad-file", "--file %s can't be looked at.".formatted(path), e);
    }
  }

  private static Problem refused(String why, String text) {
    return new Problem(Kind.USAGE, "bad-file", "--file %s %s.".formatted(printable(text), why));
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
