package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The limits of bubblewrap's containers. The kernel keeps them in control groups; where those
/// can't be had, only a limit on processes is left, which counts all of the user's.
final class BubblewrapLimits {
  /// How many more than now run on the machine each user may have, where there is nothing better.
  private static final long MORE = 4096;

  private final ControlGroups groups;

  BubblewrapLimits(ControlGroups groups) {
    this.groups = groups;
  }

  /// What one container is held by.
  ///
  /// @param forEachUser how many processes the user may have by the kernel's own count, `0` for no
  ///   such limit, `-` for no limits at all
  record Held(ControlGroup group, String forEachUser) {}

  /// What really holds, when that is asked for.
  ///
  /// @throws Problem `limit-not-kept`
  Limits kept(Limits asked) {
    var missing = missing(asked);
    if (!missing.isEmpty()) {
      throw new Problem(
          Kind.USAGE,
          "limit-not-kept",
          "bubblewrap can't limit %s here, since this user may make no control groups: leave it out, run Cloakroom as a service, or use --sandbox docker or podman"
              .formatted(String.join(" and ", missing)));
    }
    var usual = UsualLimits.here();
    return asked.orElse(
        new Limits(
            groups.keep("pids") ? usual.processes() : 0,
            groups.keep("memory") ? usual.memoryBytes() : 0,
            0));
  }

  private List<String> missing(Limits asked) {
    var missing = new ArrayList<String>();
    if (asked.processes() > 0 && !groups.keep("pids")) {
      missing.add("processes");
    }
    if (asked.memoryBytes() > 0 && !groups.keep("memory")) {
      missing.add("memory");
    }
    if (asked.cpus() > 0 && !groups.keep("cpu")) {
      missing.add("processors");
    }
    return missing;
  }

  /// Makes what holds the container of a plan.
  Held of(LaunchPlan plan) throws IOException {
    if (!plan.has(Guard.LIMITS)) {
      return new Held(new ControlGroup(List.of()), "-");
    }
    var group = groups.make(plan.run(), kept(plan.confinement().limits()));
    return new Held(group, groups.keep("pids") ? "0" : String.valueOf(running() + MORE));
  }

  /// Processes and threads on this machine.
  private static long running() throws IOException {
    var counts = Files.readString(Path.of("/proc/loadavg")).split("[ /]", -1);
    return Long.parseLong(counts[4]);
  }

  void clearLeftovers() {
    groups.clearLeftovers();
  }
}
