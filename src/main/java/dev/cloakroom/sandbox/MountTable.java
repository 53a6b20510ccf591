package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The mounts of one container in the order they are made; refuses one that can't be made, or that
/// would hide another.
final class MountTable {
  private final Collection<Path> reserved;
  private final List<Mount> mounts;

  /// Starts with the engine's own mounts; nothing may be mounted on or under a reserved path.
  MountTable(List<Mount> own, Collection<Path> reserved) {
    this.mounts = new ArrayList<>(own);
    this.reserved = reserved;
  }

  /// Adds one, or says why not.
  void add(Mount mount) {
    checkPaths(mount);
    checkHidesNothing(mount);
    around(mount.container()).ifPresent(outer -> checkMountPoint(outer, mount));
    mounts.add(mount);
  }

  /// Checks that a container can start in `workdir`.
  void checkWorkdir(Path workdir) {
    var host = around(workdir).map(mount -> onHost(mount, workdir));
    if (!workdir.isAbsolute() || host.filter(path -> !Files.isDirectory(path)).isPresent()) {
      throw new Problem(
          Kind.USAGE,
          "workdir-missing",
          "the working folder " + workdir + " is not there: create it, or choose another");
    }
  }

  private void checkPaths(Mount mount) {
    if (!Files.exists(mount.host())) {
      throw new Problem(
          Kind.USAGE,
          "mount-missing",
          "cannot mount " + mount.host() + ": it is not there; create it, or leave the mount out");
    }
    var inside = mount.container();
    if (!inside.normalize().equals(inside) || reserved.stream().anyMatch(inside::startsWith)) {
      throw refused(mount, "the place belongs to the sandbox; choose another");
    }
  }

  private void checkHidesNothing(Mount mount) {
    mounts.stream()
        .filter(earlier -> earlier.container().startsWith(mount.container()))
        .findFirst()
        .ifPresent(earlier -> {
          throw refused(mount, "it would hide " + earlier.container() + "; choose another");
        });
  }

  /// A mount inside another needs a place there. In a folder that the run can write, that place may
  /// be a link laid out as a trap.
  private void checkMountPoint(Mount outer, Mount mount) {
    var place = onHost(outer, mount.container());
    if (outer.access() == Access.READ_ONLY && !Files.exists(place)) {
      throw refused(
          mount, outer.container() + " is read-only and has no such place; create it first");
    }
    if (hasLink(outer.host(), place)) {
      throw refused(mount, "it leads through a symbolic link in " + outer.host());
    }
  }

  private static boolean hasLink(Path folder, Path place) {
    var step = folder;
    for (var name : folder.relativize(place)) {
      step = step.resolve(name);
      if (Files.isSymbolicLink(step)) {
        return true;
      }
    }
    return false;
  }

  private Optional<Mount> around(Path inside) {
    return mounts.reversed().stream()
        .filter(mount -> inside.startsWith(mount.container()))
        .findFirst();
  }

  private static Path onHost(Mount mount, Path inside) {
    return inside.equals(mount.container())
        ? mount.host()
        : mount.host().resolve(mount.container().relativize(inside));
  }

  static Problem refused(Mount mount, String why) {
    return new Problem(
        Kind.USAGE,
        "mount-refused",
        "cannot mount " + mount.host() + " at " + mount.container() + ": " + why);
  }
}
