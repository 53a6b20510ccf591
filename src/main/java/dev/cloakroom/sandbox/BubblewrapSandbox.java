package dev.cloakroom.sandbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts containers with bubblewrap (bwrap): Linux namespaces over the host's own programs; no
/// image, no daemon, no root. `docs/engines.md` says what that gives and what not.
public final class BubblewrapSandbox implements Sandbox {
  private static final String USERS = "cloakroom:x:1000:1000:cloakroom:/home:/bin/sh\n";
  private static final String GROUPS = "cloakroom:x:1000:\n";

  /// What slirp4netns answers at.
  private static final String NAMES = "nameserver 10.0.2.3\n";

  private static final Path NAMES_INSIDE = Path.of("/etc/resolv.conf");

  private final Programs programs;
  private final Optional<Bubblewrap> program;
  private final HostRoot root;
  private final List<Mount> ownMounts;
  private final Mount names;

  @GuardedBy("this")
  private boolean proved;

  /// Looks for bwrap in the folders of `path`, a list as in `PATH`. Keeps a few small files that
  /// containers see, such as the list of users, in `folder`, which must exist.
  public BubblewrapSandbox(String path, Path folder) {
    programs = new Programs(path);
    program = Bubblewrap.among(programs);
    root = HostRoot.under(Path.of("/"));
    var mounts = new ArrayList<>(root.mounts());
    mounts.add(generated(folder, "passwd", USERS, "one user, nobody else"));
    mounts.add(generated(folder, "group", GROUPS, "one user, nobody else"));
    ownMounts = List.copyOf(mounts);
    names = generated(folder, "resolv.conf", NAMES, "finds hosts by name");
  }

  @Override
  public String name() {
    return "bubblewrap";
  }

  /// The version that bwrap tells, such as `0.8.0`; empty when there is no bwrap.
  public Optional<String> version() {
    return program.map(Bubblewrap::version);
  }

  /// Why it can't start containers here, found out by starting one; empty when it can.
  public synchronized Optional<String> unusable() {
    if (program.isEmpty()) {
      return Optional.of(
          "bubblewrap is not installed (no bwrap on the PATH): install the package bubblewrap");
    }
    if (!proved) {
      proved = startsNothing(program.get());
    }
    return proved
        ? Optional.empty()
        : Optional.of(
            "bubblewrap is here, but may not make a container: this machine refuses user"
                + " namespaces, or it is a container itself; see docs/engines.md");
  }

  /// Why its containers can't have ports here; empty when they can.
  public Optional<String> withoutPorts() {
    return programs.find("socat").isPresent()
        ? Optional.empty()
        : Optional.of(
            "install the package socat: runs of tools that refresh by themselves need it");
  }

  @Override
  public Container start(LaunchPlan plan) {
    unusable()
        .ifPresent(reason -> {
          throw new Problem(Kind.FAILED, "sandbox-unusable", reason);
        });
    check(plan);
    try {
      return start(program.orElseThrow(), plan);
    } catch (IOException e) {
      throw new Problem(
          Kind.FAILED, "sandbox-failed", "bubblewrap could not start run " + plan.run(), e);
    }
  }

  @Override
  public List<Mount> ownMounts() {
    return ownMounts;
  }

  private Container start(Bubblewrap bwrap, LaunchPlan plan) throws IOException {
    var builder = new ProcessBuilder(BubblewrapArguments.of(bwrap, root, mountsFor(plan), plan));
    builder.environment().clear();
    builder.environment().putAll(BubblewrapArguments.environment(plan));
    return BubblewrapContainer.start(plan.run(), () -> surroundings(bwrap, plan), builder);
  }

  private Surroundings surroundings(Bubblewrap bwrap, LaunchPlan plan) throws IOException {
    if (plan.ports().isEmpty()) {
      return Surroundings.HOST;
    }
    var holder = BubblewrapArguments.ofPorts(bwrap, root, ownMounts, plan.ports());
    return PortNamespace.open(programs, holder, plan);
  }

  /// In a network namespace of its own, the host's name servers may be out of reach.
  private List<Mount> mountsFor(LaunchPlan plan) {
    if (plan.ports().isEmpty() || plan.network() == Network.SOCKET_ONLY) {
      return ownMounts;
    }
    var mounts = new ArrayList<>(ownMounts);
    mounts.removeIf(mount -> mount.container().equals(NAMES_INSIDE));
    mounts.add(names);
    return mounts;
  }

  private void check(LaunchPlan plan) {
    if (plan.command().isEmpty()) {
      throw new Problem(Kind.USAGE, "command-missing", "no command to run: name one after --");
    }
    plan.environment().forEach(Sandbox::checkVariable);
    refuseWhatOnlyEnginesHave(plan);
    var table = newTable();
    plan.mounts().forEach(table::add);
    table.checkWorkdir(plan.workdir());
    if (!plan.ports().isEmpty()) {
      PortNamespace.requirePrograms(programs, plan.network());
      PortForwarder.sockets(plan.ports()).forEach(newTable()::add);
    }
  }

  private MountTable newTable() {
    var reserved = new ArrayList<>(BubblewrapArguments.KERNEL_FOLDERS);
    reserved.addAll(root.links().keySet());
    return new MountTable(ownMounts, reserved);
  }

  private static void refuseWhatOnlyEnginesHave(LaunchPlan plan) {
    if (plan.image() != null) {
      throw new Problem(
          Kind.USAGE,
          "image-not-taken",
          "bubblewrap runs on the machine's own programs and takes no image: leave it out, or use --sandbox docker or podman");
    }
    if (!plan.confinement().limits().equals(Limits.USUAL)) {
      throw new Problem(
          Kind.USAGE,
          "limit-not-kept",
          "bubblewrap keeps no limits on processes, memory or processors: leave them out, or use --sandbox docker or podman");
    }
  }

  private boolean startsNothing(Bubblewrap bwrap) {
    var nothing =
        new LaunchPlan(
            "trial", List.of("true"), Path.of("/tmp"), Map.of(), List.of(), Network.NONE);
    try {
      var container = start(bwrap, nothing);
      return container.waitFor() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Mount generated(Path folder, String name, String content, String why) {
    var file = folder.resolve(name);
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(content)) {
        Files.writeString(file, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return new Mount(file.toAbsolutePath(), Path.of("/etc", name), Access.READ_ONLY, why);
  }
}
