package dev.cloakroom.nanokimi;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.nanokimi.UserMapping.Range;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out which user of the host the user of NanoKimi's containers is.
///
/// @param engines where engines are looked for
/// @param system the root folder, `/`
public record ContainerUser(EngineSearch engines, Path system) {
  /// The user `node` of NanoKimi's image.
  static final int INSIDE = 1000;

  private static final String REMAPPER = "dockremap";

  /// The number of that user.
  ///
  /// @param owner who runs the engine, if it runs without root
  /// @param engine `docker`, `podman` or `podman-keep-id`; null for docker
  /// @throws Problem `container-user-unknown` when it can't be told
  public int find(int owner, @Nullable String engine) {
    return switch (engine == null ? "docker" : engine) {
      case "docker" -> of(engine(false), owner);
      case "podman" -> of(engine(true), owner);
      case "podman-keep-id" -> of(UserMapping.KEEP_ID, owner);
      default ->
          throw new Problem(
              Kind.USAGE, "bad-choice", "--engine is docker, podman or podman-keep-id.");
    };
  }

  private Engine engine(boolean podman) {
    try {
      return Engine.at(podman ? engines.podman() : engines.docker());
    } catch (Problem e) {
      throw unknown("no engine answers: " + e.getMessage());
    }
  }

  private int of(Engine engine, int owner) {
    if (engine.isRootless()) {
      return of(UserMapping.ROOTLESS, owner);
    }
    return of(engine.remapsUsers() ? UserMapping.REMAPPED : UserMapping.NONE, owner);
  }

  /// The number under that mapping.
  int of(UserMapping mapping, int owner) {
    var ranges = UserMapping.ranges(lines("etc/subuid").stream());
    var theirs =
        mapping == UserMapping.REMAPPED
            ? of(ranges, REMAPPER, "")
            : of(ranges, name(owner).orElse(""), Integer.toString(owner));
    return mapping
        .onHost(INSIDE, owner, theirs)
        .orElseThrow(() -> unknown("/etc/subuid has no range for whoever runs it"));
  }

  private static List<Range> of(List<Range> ranges, String name, String number) {
    return ranges.stream()
        .filter(range -> range.owner().equals(name) || range.owner().equals(number))
        .toList();
  }

  private Optional<String> name(int user) {
    return lines("etc/passwd").stream()
        .map(line -> line.split(":", 4))
        .filter(parts -> parts.length > 3 && parts[2].equals(Integer.toString(user)))
        .map(parts -> parts[0])
        .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(system.resolve(file));
    } catch (IOException _) {
      return List.of();
    }
  }

  private static Problem unknown(String why) {
    return new Problem(
        Kind.FAILED,
        "container-user-unknown",
        "Which user of this machine the container's user is can't be told (%s): name it with --container-uid, or say with --engine whom to ask. Nothing was changed."
            .formatted(why.endsWith(".") ? why.substring(0, why.length() - 1) : why));
  }
}
