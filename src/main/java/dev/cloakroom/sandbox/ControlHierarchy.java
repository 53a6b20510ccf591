package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A hierarchy of control groups (cgroups) in which this process may make groups of its own.
///
/// @param folder where it makes them
/// @param controllers what groups there can limit: `pids`, `memory`, `cpu`
/// @param unified whether it is the one of cgroup v2
record ControlHierarchy(Path folder, Set<String> controllers, boolean unified) {
  private static final List<String> OURS = List.of("pids", "memory", "cpu");
  private static final String HOST = "host";
  private static final String PROCESSES = "cgroup.procs";
  private static final String CONTROLLERS_BELOW = "cgroup.subtree_control";
  private static final long PERIOD = 100_000; // microseconds

  ControlHierarchy {
    controllers = Set.copyOf(controllers);
  }

  /// Looks for those of this process, as `/proc/self` tells them.
  static List<ControlHierarchy> of(Path self) throws IOException {
    var found = new ArrayList<ControlHierarchy>();
    var own = Files.readAllLines(self.resolve("cgroup"));
    for (var mount : Files.readAllLines(self.resolve("mountinfo"))) {
      for (var group : own) {
        found(mount, group).flatMap(ControlHierarchy::usable).ifPresent(found::add);
      }
    }
    return found;
  }

  /// The group of a line of `cgroup` (id, controllers, path) in the file system of a line of
  /// `mountinfo`, if it is the one that shows it.
  private static Optional<ControlHierarchy> found(String mountLine, String groupLine) {
    var mount = mountLine.split(" ", -1);
    var system = mountLine.substring(mountLine.indexOf(" - ") + 3).split(" ", -1);
    var group = groupLine.split(":", 3);
    boolean unified = group[1].isEmpty();
    var controllers = Set.of(group[1].split(",", -1));
    boolean shown =
        unified
            ? system[0].equals("cgroup2")
            : system[0].equals("cgroup")
                && Stream.of(system[2].split(",", -1)).anyMatch(controllers::contains);
    var root = Path.of(mount[3]);
    var path = Path.of(group[2]);
    return shown && path.startsWith(root)
        ? Optional.of(
            new ControlHierarchy(
                Path.of(mount[4]).resolve(root.relativize(path)), controllers, unified))
        : Optional.empty();
  }

  private Optional<ControlHierarchy> usable() {
    try {
      return (unified ? delegated() : Optional.of(this))
          .map(one -> new ControlHierarchy(one.folder, one.ours(), unified))
          .filter(one -> !one.controllers.isEmpty() && Files.isWritable(one.folder));
    } catch (IOException _) {
      return Optional.empty(); // what can't be kept is told where it is asked for
    }
  }

  private Set<String> ours() {
    return OURS.stream().filter(controllers::contains).collect(Collectors.toSet());
  }

  /// The group around this process's where that is called `host`; else its own, if it is in there
  /// alone, as in a unit with `Delegate=yes`: a group with processes can't have others below, so
  /// this process moves into a new one called `host`.
  private Optional<ControlHierarchy> delegated() throws IOException {
    var self = String.valueOf(ProcessHandle.current().pid());
    if (folder.endsWith(HOST)) {
      var around = folder.resolveSibling("");
      return Optional.of(
          new ControlHierarchy(around, words(around.resolve(CONTROLLERS_BELOW)), true));
    }
    if (!Files.isWritable(folder)
        || !Files.readString(folder.resolve(PROCESSES)).strip().equals(self)) {
      return Optional.empty();
    }
    var offered = new ControlHierarchy(folder, words(folder.resolve("cgroup.controllers")), true);
    var host = Files.createDirectories(folder.resolve(HOST));
    Files.writeString(host.resolve(PROCESSES), self);
    Files.writeString(
        folder.resolve(CONTROLLERS_BELOW),
        offered.ours().stream().sorted().map("+"::concat).collect(Collectors.joining(" ")));
    return Optional.of(offered);
  }

  private static Set<String> words(Path file) throws IOException {
    return Stream.of(Files.readString(file).split("\\s", -1)).collect(Collectors.toSet());
  }

  /// Which file of a group has to say what, for these limits.
  Map<String, String> settings(Limits limits) {
    var settings = new LinkedHashMap<String, String>();
    if (limits.processes() > 0 && controllers.contains("pids")) {
      settings.put("pids.max", String.valueOf(limits.processes()));
    }
    if (limits.memoryBytes() > 0 && controllers.contains("memory")) {
      var bytes = String.valueOf(limits.memoryBytes());
      settings.put(unified ? "memory.max" : "memory.limit_in_bytes", bytes);
      settings.put(
          unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes", unified ? "0" : bytes);
    }
    if (limits.cpus() > 0 && controllers.contains("cpu")) {
      long quota = (long) (limits.cpus() * PERIOD);
      settings.put(
          unified ? "cpu.max" : "cpu.cfs_quota_us", unified ? quota + " " + PERIOD : "" + quota);
    }
    return settings;
  }
}
