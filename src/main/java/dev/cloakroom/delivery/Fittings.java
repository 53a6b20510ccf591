package dev.cloakroom.delivery;

import dev.cloakroom.dialect.Dialect;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.dialect.Outfit;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Port;
import dev.cloakroom.workload.Grant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a container gets of the host for the grants of one run: mounts and variables, of which no
/// two grants may want the same. Nothing is made here.
final class Fittings {
  private final Path folder;
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  /// What every run gets: the folder of its plain token files.
  ///
  /// @param folder the run's own on the host
  Fittings(Path folder) {
    this.folder = folder;
    mounts.add(
        new Mount(plain(folder), Deliveries.TOKENS, Access.READ_ONLY, "the run's token files"));
  }

  /// Where the plain token files are, in the folder of a run.
  static Path plain(Path folder) {
    return folder.resolve("tokens");
  }

  /// Where the folder of a grant's tool is.
  static Path home(Path folder, Grant grant) {
    return folder.resolve("h-" + grant.name());
  }

  /// Where the token file of a grant is, when it has a folder of its own.
  static Path own(Path folder, Grant grant) {
    return folder.resolve("t-" + grant.name());
  }

  /// Adds what one grant needs; returns the folders of the host that are mounted for it.
  ///
  /// @param own the folder of its token file
  /// @throws Problem `variable-taken` or `folder-taken`
  List<Path> fit(Grant grant, Dialect dialect, Outfit outfit, Path own) {
    outfit.environment().forEach((name, value) -> set(name, value, dialect));
    var added = new ArrayList<Path>();
    var home = outfit.home();
    if (home != null) {
      var why = "the folder of " + dialect.tool();
      added.add(
          add(new Mount(home(folder, grant), home.inside(), Access.READ_WRITE, why), dialect));
    }
    var inside = outfit.place() == null ? null : outfit.place().folder();
    if (inside != null) {
      boolean adopted = grant.form().mode() == Mode.ADOPTED_FILE;
      var access = adopted ? Access.READ_WRITE : Access.READ_ONLY;
      var why = "the token of " + dialect.tool();
      added.add(add(new Mount(own, inside, access, why), dialect));
    }
    return added;
  }

  private Path add(Mount mount, Dialect dialect) {
    if (mounts.stream().anyMatch(other -> other.container().equals(mount.container()))) {
      throw new Problem(
          Kind.USAGE,
          "folder-taken",
          "Two grants of this run want the folder %s, one of them for %s: use them in two runs."
              .formatted(mount.container(), dialect.tool()));
    }
    mounts.add(mount);
    return mount.host();
  }

  private void set(String name, String value, Dialect dialect) {
    var before = environment.put(name, value);
    if (before != null && !before.equals(value)) {
      throw new Problem(
          Kind.USAGE,
          "variable-taken",
          "Two grants of this run set the variable %s, one of them for %s: use them in two runs."
              .formatted(name, dialect.tool()));
    }
  }

  /// All of it.
  Deliveries.Plan plan(List<Port> ports) {
    return new Deliveries.Plan(mounts, ports, environment);
  }
}
