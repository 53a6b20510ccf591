package dev.cloakroom.mount;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// A mount that somebody asks for: `HOST[:CONTAINER][:ro|rw]`. Colons separate, so no path has one.
///
/// @param host absolute, as it was written
/// @param container absolute
public record Wish(Path host, Path container, Access access) {
  /// Where a mount comes whose place inside is relative, or not said: where NanoClaw has them.
  static final Path EXTRA = Path.of("/workspace/extra");

  private static final int MOST_PARTS = 3;

  /// Reads one.
  ///
  /// @throws Problem `bad-mount`
  public static Wish parse(String text) {
    var parts = List.of(text.split(":", -1));
    boolean says = parts.size() > 1 && List.of("ro", "rw").contains(parts.getLast());
    var paths = says ? parts.subList(0, parts.size() - 1) : parts;
    if (paths.size() >= MOST_PARTS || text.chars().anyMatch(Character::isISOControl)) {
      throw bad(text);
    }
    try {
      var host = Path.of(paths.getFirst());
      var inside = paths.size() == 1 ? host.getFileName() : Path.of(paths.getLast());
      return of(host, inside == null ? Path.of("") : inside, says && text.endsWith("rw"));
    } catch (InvalidPathException _) {
      throw bad(text);
    }
  }

  private static Wish of(Path host, Path inside, boolean writes) {
    var container = EXTRA.resolve(inside);
    if (!host.isAbsolute()
        || inside.toString().isEmpty()
        || !container.normalize().equals(container)) {
      throw bad(host + ":" + inside);
    }
    return new Wish(host, container, writes ? Access.READ_WRITE : Access.READ_ONLY);
  }

  private static Problem bad(String text) {
    return new Problem(
        Kind.USAGE,
        "bad-mount",
        "--mount %s: it takes HOST[:CONTAINER][:ro|rw], an absolute path of this machine and a place inside, with neither colons nor `..` in them."
            .formatted(text.replaceAll("\\p{Cntrl}", "?")));
  }
}
