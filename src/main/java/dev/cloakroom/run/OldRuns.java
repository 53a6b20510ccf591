package dev.cloakroom.run;

import dev.cloakroom.mount.Claims;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the runs of a killed host left: folders, containers, and where these may still write.
final class OldRuns {
  private static final Logger LOG = System.getLogger(OldRuns.class.getName());

  private final List<Left> left;

  private OldRuns(List<Left> left) {
    this.left = List.copyOf(left);
  }

  /// One of them.
  private record Left(Path folder, String engine, Claims.Hold hold) {}

  /// Takes note of the folders in `runs`, and keeps new runs from what the old ones may write.
  static OldRuns in(Path runs, Claims claims) {
    try (var folders = Files.list(runs)) {
      return new OldRuns(folders.map(folder -> noted(folder, claims)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("could not look into " + runs, e);
    }
  }

  private static Left noted(Path folder, Claims claims) {
    var note = RunFolder.read(folder);
    var writable = note.writable().stream().map(OldRuns::mount).toList();
    return new Left(folder, note.engine(), claims.hold("" + folder.getFileName(), writable));
  }

  private static Mount mount(Path path) {
    return new Mount(path, path, Access.READ_WRITE, "left by a killed host");
  }

  /// Ends the containers, each engine's apart: one that is not there has none, and is no trouble.
  /// Deletes their folders, which they could write until then. Returns the engines that have no
  /// container of an earlier host now for certain.
  Set<String> clear(Collection<Sandbox> sandboxes) {
    var clear = new HashSet<String>();
    of("").forEach(one -> forget(one, () -> RunFolder.delete(one.folder)));
    for (var sandbox : sandboxes) {
      try {
        sandbox.clearLeftovers();
        clear.add(sandbox.name());
        of(sandbox.name()).forEach(one -> forget(one, () -> RunFolder.delete(one.folder, sandbox)));
      } catch (Problem e) {
        LOG.log(Level.DEBUG, "no containers of {0} were looked for: {1}", sandbox.name(), e.code());
      }
    }
    return clear;
  }

  private List<Left> of(String engine) {
    return left.stream().filter(one -> one.engine.equals(engine)).toList();
  }

  private static void forget(Left one, Runnable deletion) {
    one.hold.close();
    deletion.run();
  }
}
