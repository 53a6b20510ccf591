package dev.cloakroom.probe;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.EngineSandbox;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.sandbox.Installation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a killed host has left behind. While a host runs, what is there may be of its runs.
///
/// @param runs the folder of the folders of runs
/// @param person whoever asks
public record LeftoverChecks(Path runs, HostUser person) {
  private static final String WHAT = "leftovers";

  /// Folders of runs, and whose files are in them.
  public Check folders() {
    if (!Files.isDirectory(runs)) {
      return Check.ok(WHAT, "none");
    }
    var owners = new Owners();
    try {
      Files.walkFileTree(runs, owners);
    } catch (IOException _) {
      return Check.problem(WHAT, runs + " can't be read", remove(true));
    }
    if (owners.strange.isEmpty()) {
      return Check.ok(
          WHAT, owners.files == 0 ? "none" : owners.files + " files, which the next start deletes");
    }
    boolean mapped = owners.strange.stream().anyMatch(uid -> uid >= 100_000);
    return Check.problem(
        WHAT, "files of %s in %s".formatted(words(owners.strange), runs), remove(!mapped));
  }

  private static String words(Set<Integer> owners) {
    var words = owners.stream().map(uid -> uid == 0 ? "root" : "user " + uid).toList();
    return String.join(", ", words);
  }

  /// Files of a mapped user are the rootless engine's to delete, or root's.
  private String remove(boolean byRoot) {
    return byRoot
        ? "delete them: sudo rm -rf %s/*".formatted(runs)
        : "delete them: podman unshare rm -rf %s/*, or the same with sudo rm -rf".formatted(runs);
  }

  private final class Owners extends SimpleFileVisitor<Path> {
    private final Set<Integer> strange = new TreeSet<>();
    private int files;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      files++;
      return look(file);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return look(folder);
    }

    private FileVisitResult look(Path file) throws IOException {
      if (Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) instanceof Integer uid
          && uid != person.uid()
          && person.uid() != 0) {
        strange.add(uid);
      }
      return FileVisitResult.CONTINUE;
    }

    /// A folder of another user, closed to us, has told whose it is already.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  /// Containers that a killed host of this installation left in an engine.
  ///
  /// @param installation its id
  public static List<Check> containers(List<EngineSandbox> engines, String installation) {
    var checks = new ArrayList<Check>();
    for (var sandbox : engines) {
      int left = count(sandbox, installation);
      if (left > 0) {
        var name = sandbox.name();
        checks.add(
            Check.problem(
                WHAT + " in " + name,
                left + " containers",
                "start the host, which ends them, or: %s rm -f $(%s ps -aq --filter label=%s=%s)"
                    .formatted(name, name, Installation.LABEL, installation)));
      }
    }
    return checks;
  }

  private static int count(EngineSandbox sandbox, String installation) {
    try {
      return sandbox.engine().labelled(Installation.LABEL + "=" + installation).size();
    } catch (Problem _) {
      return 0; // an engine that is not there has none
    }
  }
}
