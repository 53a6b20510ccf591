package dev.cloakroom.probe;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.EngineSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What of a machine starts containers: engines, bubblewrap, and what they need of the kernel.
///
/// @param path where programs are, a list as in `PATH`
/// @param system the root of the file system that is looked at
public record SandboxChecks(String path, Path system) {
  private static final String BUBBLEWRAP = "bubblewrap";
  private static final int ENOUGH_IDS = 65_536;

  /// The switches of kernels that forbid user namespaces, each with the value that allows them.
  private static final List<Switch> SWITCHES =
      List.of(
          new Switch("kernel/unprivileged_userns_clone", "1"),
          new Switch("kernel/apparmor_restrict_unprivileged_userns", "0"));

  private record Switch(String name, String open) {}

  /// Whether bubblewrap starts containers; tries it with a small one.
  ///
  /// @param folder an empty folder for its files
  public Check bubblewrap(Path folder) {
    var sandbox = new BubblewrapSandbox(path, folder);
    var version = sandbox.version().orElse("not there");
    return sandbox
        .unusable()
        .map(cure -> Check.problem(BUBBLEWRAP, version, closedSwitch().orElse(cure)))
        .or(() -> sandbox.withoutPorts().map(cure -> Check.problem(BUBBLEWRAP, version, cure)))
        .orElseGet(() -> Check.ok(BUBBLEWRAP, version + ", starts containers"));
  }

  private Optional<String> closedSwitch() {
    return SWITCHES.stream()
        .filter(one -> text("proc/sys/" + one.name).filter(is -> !is.equals(one.open)).isPresent())
        .map(one ->
            "this machine refuses user namespaces: sysctl -w %s=%s, or see docs/engines.md"
                .formatted(one.name.replace('/', '.'), one.open))
        .findFirst();
  }

  /// Whether the kernel has filters of system calls.
  public Check filters() {
    var what = "system calls";
    return text("proc/sys/kernel/seccomp/actions_avail")
            .filter(is -> is.contains("errno"))
            .isPresent()
        ? Check.ok(what, "the kernel has filters")
        : Check.problem(what, "the kernel has no filters", "use a kernel with seccomp");
  }

  /// Whether a run of bubblewrap can have a network of its own that leads out.
  public Check network() {
    var what = "network open";
    var device = system.resolve("dev/net/tun");
    if (program("slirp4netns").isEmpty()) {
      return Check.problem(what, "no slirp4netns", "install the package slirp4netns");
    }
    if (!Files.exists(device)) {
      return Check.problem(what, "no /dev/net/tun", "load the module tun: modprobe tun");
    }
    return Files.isReadable(device) && Files.isWritable(device)
        ? Check.ok(what, "slirp4netns, and /dev/net/tun can be opened")
        : Check.problem(
            what,
            "/dev/net/tun can't be opened",
            "chmod 666 /dev/net/tun, as most systems have it");
  }

  /// Which limits there are to hold a run to.
  public Check limits() {
    var what = "limits";
    var group = system.resolve("sys/fs/cgroup");
    var unified = text("sys/fs/cgroup/cgroup.controllers");
    var has =
        unified
            .map(line -> List.of(line.split(" ", -1)))
            .orElseGet(() ->
                Stream.of("pids", "memory", "cpu")
                    .filter(one -> Files.isDirectory(group.resolve(one)))
                    .toList());
    var version = unified.isPresent() ? "control groups v2" : "control groups v1";
    var missing = Stream.of("pids", "memory").filter(one -> !has.contains(one)).toList();
    return missing.isEmpty()
        ? Check.ok(what, version + " with pids and memory")
        : Check.problem(
            what,
            version + " without " + String.join(" and ", missing),
            "let the kernel have them: a run that takes all there is can't be held back");
  }

  /// Whether a rootless engine of this user can have users of its own.
  public Check userIds(String user) {
    var what = "user mapping";
    long ids = Math.min(ids("etc/subuid", user), ids("etc/subgid", user));
    return ids >= ENOUGH_IDS || ids == 0
        ? Check.ok(
            what,
            ids == 0
                ? "no range for %s in /etc/subuid; only a rootless engine needs one".formatted(user)
                : "%d numbers for %s".formatted(ids, user))
        : Check.problem(
            what,
            "only %d numbers for %s".formatted(ids, user),
            "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + user);
  }

  private long ids(String file, String user) {
    return text(file).stream()
        .flatMap(String::lines)
        .map(line -> line.split(":", -1))
        .filter(
            parts -> parts.length == 3 && parts[0].equals(user) && parts[2].matches("\\d{1,12}"))
        .mapToLong(parts -> Long.parseLong(parts[2]))
        .sum();
  }

  /// Whether an engine can be used. One that is not there is no problem: bubblewrap needs none.
  public static Check engine(EngineSandbox sandbox) {
    var name = sandbox.name();
    try {
      var engine = sandbox.engine();
      var found =
          "%s at %s, %s%s"
              .formatted(
                  engine.name(),
                  engine.place().name(),
                  engine.isRootless() ? "rootless" : "runs as root",
                  engine.remapsUsers() ? ", maps users" : "");
      return Check.ok(name, found);
    } catch (Problem e) {
      return e.code().equals("no-engine")
          ? Check.ok(name, "not there; only `--sandbox %s` needs it".formatted(name))
          : Check.problem(name, "can't be used", e.getMessage());
    }
  }

  private Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(system.resolve(file)).strip());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Optional<Path> program(String name) {
    return Stream.of(path.split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
