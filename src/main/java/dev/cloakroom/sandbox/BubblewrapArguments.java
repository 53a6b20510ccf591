package dev.cloakroom.sandbox;

import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The command line of bwrap for one plan. Anybody on the host can read it, so the environment is
/// not on it: bwrap is started with the container's environment as its own, and hands it on.
final class BubblewrapArguments {
  /// Made by the engine itself; nothing may be mounted on or in them.
  static final List<Path> KERNEL_FOLDERS = List.of(Path.of("/proc"), Path.of("/dev"));

  private static final List<String> EMPTY_FOLDERS =
      List.of("/home", "/root", "/tmp", "/run", "/var");

  /// A terminal's input can't be stuffed (`--new-session`), nothing outlives bwrap
  /// (`--die-with-parent`), and nobody is root.
  private static final String GUARDS =
      """
      --die-with-parent --new-session --unshare-user --cap-drop ALL \
      --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup --hostname cloakroom\
      """;

  /// Whoever may enter its network must own its user namespace, so there is but one, and that of
  /// root: slirp4netns asks for that. Root it is by name only.
  private static final String HOLDER = "--uid 0 --gid 0 --unshare-net";

  private final List<String> arguments = new ArrayList<>();

  private BubblewrapArguments() {}

  static List<String> of(Bubblewrap program, HostRoot root, List<Mount> own, LaunchPlan plan) {
    var line = new BubblewrapArguments();
    line.add(program.file().toString());
    line.guards(program, plan);
    line.root(root, own);
    line.devices();
    plan.mounts().forEach(line::mount);
    line.add("--dir", plan.workdir().toString(), "--remount-ro", "/");
    line.add("--chdir", plan.workdir().toString());
    new TreeMap<>(plan.environment()).forEach(line::loaderVariable);
    line.command(plan.command());
    return List.copyOf(line.arguments);
  }

  /// The line of the bwrap that holds the network namespace of a container with ports. It mounts
  /// only one device: for all, bwrap would make a second user namespace.
  static List<String> ofPorts(
      Bubblewrap program, HostRoot root, List<Mount> own, List<Port> ports) {
    var line = new BubblewrapArguments();
    line.add(program.file().toString());
    line.add(GUARDS.split(" "));
    line.add(HOLDER.split(" "));
    line.root(root, own);
    line.add("--dev-bind", "/dev/null", "/dev/null");
    PortForwarder.sockets(ports).forEach(line::mount);
    line.add("--remount-ro", "/", "--");
    line.arguments.addAll(PortForwarder.command(ports));
    return List.copyOf(line.arguments);
  }

  /// Whether a variable would change how bwrap itself is loaded, outside. These go by argument.
  static boolean steersTheLoader(String name) {
    return name.startsWith("LD_") || name.equals("GLIBC_TUNABLES");
  }

  private void guards(Bubblewrap program, LaunchPlan plan) {
    add(GUARDS.split(" "));
    user(plan.confinement().user());
    if (program.canForbidUserNamespaces()) {
      add("--disable-userns");
    }
    if (!plan.network().leadsOut() && plan.ports().isEmpty()) {
      add("--unshare-net");
    }
  }

  private void user(@Nullable HostUser asked) {
    var user = Objects.requireNonNullElse(asked, HostUser.ORDINARY);
    add("--uid", String.valueOf(user.uid()), "--gid", String.valueOf(user.gid()));
  }

  private void root(HostRoot root, List<Mount> own) {
    EMPTY_FOLDERS.forEach(folder -> add("--tmpfs", folder));
    own.forEach(this::mount);
    new TreeMap<>(root.links())
        .forEach((inside, target) -> add("--symlink", target.toString(), inside.toString()));
    // Started by root, the command is root to the kernel, and /proc/sys lets root write without any
    // capability: core_pattern alone would be a way out. bwrap does not cover it.
    add("--proc", "/proc", "--remount-ro", "/proc");
  }

  private void devices() {
    add("--dev", "/dev");
  }

  private void mount(Mount mount) {
    var verb = mount.access() == Access.READ_ONLY ? "--ro-bind" : "--bind";
    add(verb, mount.host().toString(), mount.container().toString());
  }

  private void loaderVariable(String name, String value) {
    if (steersTheLoader(name)) {
      add("--setenv", name, value);
    }
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

  /// The environment that bwrap is started with.
  static Map<String, String> environment(LaunchPlan plan) {
    var environment = new TreeMap<>(plan.environment());
    environment.keySet().removeIf(BubblewrapArguments::steersTheLoader);
    return environment;
  }
}
