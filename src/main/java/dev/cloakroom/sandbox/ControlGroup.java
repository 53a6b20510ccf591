package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The control groups of one container, one in each hierarchy that keeps a limit of its.
///
/// @param folders where they are
record ControlGroup(List<Path> folders) implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ControlGroup.class.getName());
  private static final String PROCESSES = "cgroup.procs";
  private static final int TRIES = 200;
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(5);

  ControlGroup {
    folders = List.copyOf(folders);
  }

  /// Makes them; leaves none when one can't be made.
  static ControlGroup make(List<ControlHierarchy> hierarchies, String name, Limits limits)
      throws IOException {
    var made = new ArrayList<Path>();
    try {
      for (var hierarchy : hierarchies) {
        make(hierarchy, name, limits, made);
      }
      return new ControlGroup(made);
    } catch (IOException e) {
      made.forEach(ControlGroup::remove);
      throw e;
    }
  }

  private static void make(ControlHierarchy hierarchy, String name, Limits limits, List<Path> made)
      throws IOException {
    var settings = hierarchy.settings(limits);
    if (settings.isEmpty()) {
      return;
    }
    var folder = Files.createDirectory(hierarchy.folder().resolve(name));
    made.add(folder);
    for (var setting : settings.entrySet()) {
      var file = folder.resolve(setting.getKey());
      if (Files.exists(file)) { // a kernel may not count swap
        Files.writeString(file, setting.getValue());
      }
    }
  }

  /// The files into which a process writes its number to get in.
  List<Path> doors() {
    return folders.stream().map(folder -> folder.resolve(PROCESSES)).toList();
  }

  /// Ends whatever is in them, and removes them.
  @Override
  public void close() {
    folders.forEach(ControlGroup::remove);
  }

  /// The same for one. The kernel needs a moment to see that it is empty.
  static void remove(Path folder) {
    for (int left = TRIES; left > 0; left--) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException _) {
        processes(folder).forEach(ProcessHandle::destroyForcibly);
        LockSupport.parkNanos(GLANCE);
      }
    }
    LOG.log(
        Level.WARNING, "the control group {0} could not be removed: something is in it", folder);
  }

  private static List<ProcessHandle> processes(Path folder) {
    try {
      return Files.readAllLines(folder.resolve(PROCESSES)).stream()
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
          .toList();
    } catch (IOException _) {
      return List.of(); // it has just gone
    }
  }
}
