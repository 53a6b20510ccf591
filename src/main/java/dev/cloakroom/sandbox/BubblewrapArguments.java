package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The command line of bwrap for one plan. Anybody on the host can read it, so the environment is
/// not on it, but in a file (see [Doorstep]).
final class BubblewrapArguments {
  /// Made by the engine itself; nothing may be mounted on or in them.
  static final List<Path> KERNEL_FOLDERS = List.of(Path.of("/proc"), Path.of("/dev"));

  private static final List<String> EMPTY_FOLDERS =
      List.of("/home", "/root", "/tmp", "/run", "/var");

  /// Parts of `/proc` that tell of the machine, or of others on it; those that are there.
  private static final List<Path> MASKED =
      Stream.of(
              "acpi asound fs interrupts irq kcore keys latency_stats sched_debug scsi sysrq-trigger timer_list timer_stats"
                  .split(" "))
          .map(Path.of("/proc")::resolve)
          .filter(Files::exists)
          .toList();

  /// A terminal's input can't be stuffed (`--new-session`), nothing outlives bwrap
  /// (`--die-with-parent`).
  private static final String ALWAYS =
      """
      --die-with-parent --new-session --unshare-user --unshare-pid --unshare-uts --unshare-cgroup \
      --hostname cloakroom\
      """;

  /// Whoever may enter its network must own its user namespace, so there is but one, and that of
  /// root: slirp4netns asks for that. Root it is by name only.
  private static final String HOLDER = "--uid 0 --gid 0 --cap-drop ALL --unshare-ipc --unshare-net";

  private final List<String> arguments = new ArrayList<>();

  private final long folderBytes;

  private BubblewrapArguments(long folderBytes) {
    this.folderBytes = folderBytes;
  }

  /// @param filtered whether the filter of system calls is at [Doorstep#FILTER]
  /// @param folderBytes how much each empty folder may hold; 0 for no limit
  static List<String> of(
      Bubblewrap program,
      HostRoot root,
      List<Mount> own,
      LaunchPlan plan,
      boolean filtered,
      long folderBytes) {
    var line = new BubblewrapArguments(program.canLimitFolders() ? folderBytes : 0);
    line.add(program.file().toString());
    line.guards(program, plan, filtered);
    line.root(root, own);
    line.kernel(plan);
    plan.mounts().forEach(line::mount);
    line.add("--dir", plan.workdir().toString());
    if (plan.has(Guard.READ_ONLY_ROOT)) {
      line.add("--remount-ro", "/");
    }
    line.add("--chdir", plan.workdir().toString());
    line.command(plan.command());
    return List.copyOf(line.arguments);
  }

  /// The line of the bwrap that holds the network namespace of a container. It mounts only one
  /// device: for all, bwrap would make a second user namespace.
  static List<String> ofNetwork(
      Bubblewrap program, HostRoot root, List<Mount> own, List<Port> ports) {
    var line = new BubblewrapArguments(0);
    line.add(program.file().toString());
    line.add(ALWAYS.split(" "));
    line.add(HOLDER.split(" "));
    line.root(root, own);
    line.add("--proc", "/proc", "--remount-ro", "/proc");
    line.add("--dev-bind", "/dev/null", "/dev/null");
    PortForwarder.sockets(ports).forEach(line::mount);
    line.add("--remount-ro", "/", "--");
    line.arguments.addAll(PortForwarder.command(ports));
    return List.copyOf(line.arguments);
  }

  private void guards(Bubblewrap program, LaunchPlan plan, boolean filtered) {
    add(ALWAYS.split(" "));
    add(plan.has(Guard.NO_CAPABILITIES) ? "--cap-drop" : "--cap-add", "ALL");
    if (plan.has(Guard.OWN_IPC)) {
      add("--unshare-ipc");
    }
    user(plan.confinement().user());
    if (program.canForbidUserNamespaces()) {
      add("--disable-userns");
    }
    if (plan.network() != Network.HOST && !OwnNetwork.isNeededFor(plan)) {
      add("--unshare-net");
    }
    if (filtered) {
      add("--seccomp", Doorstep.FILTER);
    }
    add("--args", Doorstep.ENVIRONMENT);
  }

  private void user(@Nullable HostUser asked) {
    var user = Objects.requireNonNullElse(asked, HostUser.ORDINARY);
    add("--uid", String.valueOf(user.uid()), "--gid", String.valueOf(user.gid()));
  }

  private void root(HostRoot root, List<Mount> own) {
    EMPTY_FOLDERS.forEach(this::emptyFolder);
    own.forEach(this::mount);
    new TreeMap<>(root.links())
        .forEach((inside, target) -> add("--symlink", target.toString(), inside.toString()));
  }

  private void emptyFolder(String folder) {
    if (folderBytes > 0) {
      add("--size", String.valueOf(folderBytes));
    }
    add("--tmpfs", folder);
  }

  private void kernel(LaunchPlan plan) {
    add("--proc", "/proc");
    if (plan.has(Guard.MASKED_PROC)) {
      // bwrap leaves /proc/sys to whoever the kernel takes for root: without capabilities, too.
      add("--remount-ro", "/proc");
      MASKED.forEach(this::mask);
    }
    add("--dev", "/dev", "--perms", "1777");
    emptyFolder("/dev/shm");
    if (plan.has(Guard.READ_ONLY_ROOT)) {
      add("--remount-ro", "/dev");
    }
  }

  private void mask(Path path) {
    if (Files.isDirectory(path)) {
      add("--tmpfs", path.toString(), "--remount-ro", path.toString());
    } else {
      add("--ro-bind", "/dev/null", path.toString());
    }
  }

  private void mount(Mount mount) {
    var verb = mount.access() == Access.READ_ONLY ? "--ro-bind" : "--bind";
    add(verb, mount.host().toString(), mount.container().toString());
  }

  /// `env` makes a command that is not there exit code 127 (bwrap alone would say 1, as the command
  /// itself might), but takes a name with `=` for a variable.
  private void command(List<String> command) {
    add("--");
    if (!command.getFirst().contains("=")) {
      add("/usr/bin/env", "--");
    }
    arguments.addAll(command);
  }

  private void add(String... more) {
    arguments.addAll(List.of(more));
  }
}
