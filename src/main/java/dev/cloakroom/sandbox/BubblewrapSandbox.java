package dev.cloakroom.sandbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts containers with bubblewrap (bwrap): Linux namespaces over the host's own programs; no
/// image, no daemon, no root. `docs/engines.md` says what that gives and what not.
public final class BubblewrapSandbox implements Sandbox {
  private static final String USERS = "cloakroom:x:1000:1000:cloakroom:/home:/bin/sh\n";
  private static final String GROUPS = "cloakroom:x:1000:\n";

  /// What slirp4netns answers at.
  private static final String NAMES = "nameserver 10.0.2.3\n";

  private static final Path NAMES_INSIDE = Path.of("/etc/resolv.conf");

  /// Those that bubblewrap itself is made of: it can't do without.
  private static final Set<Guard> FIXED = Set.of(Guard.NO_NEW_PRIVILEGES, Guard.OWN_PROCESSES);

  private final Path folder;
  private final Programs programs;
  private final Optional<Bubblewrap> program;
  private final HostRoot root;
  private final List<Mount> ownMounts;
  private final Mount names;
  private final Optional<Path> filter;
  private final BubblewrapLimits limits;

  @GuardedBy("this")
  private boolean proved;

  /// Looks for bwrap in the folders of `path`, a list as in `PATH`. Keeps a few small files in
  /// `folder`, which must exist: what containers see, such as the list of users, and what it needs
  /// to start them.
  ///
  /// @param installation whose containers they are
  public BubblewrapSandbox(String path, Path folder, Installation installation) {
    this.folder = folder;
    // before anything else is started, for this process may have to be alone in its group
    limits = new BubblewrapLimits(ControlGroups.of(Path.of("/proc/self"), installation));
    programs = new Programs(path);
    program = Bubblewrap.among(programs);
    filter =
        SystemCalls.of(System.getProperty("os.arch"))
            .map(calls -> generated(folder, "system-calls", SystemCallFilter.of(calls)));
    root = HostRoot.under(Path.of("/"));
    var mounts = new ArrayList<>(root.mounts());
    mounts.add(generated("passwd", USERS, "one user, nobody else"));
    mounts.add(generated("group", GROUPS, "one user, nobody else"));
    ownMounts = List.copyOf(mounts);
    names = generated("resolv.conf", NAMES, "finds hosts by name");
  }

  /// The same of no installation, to look at what bwrap can do.
  public BubblewrapSandbox(String path, Path folder) {
    this(path, folder, Installation.passing());
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
  public Limits limitsOf(Limits asked) {
    return limits.kept(asked);
  }

  @Override
  public void clearLeftovers() {
    limits.clearLeftovers();
    Doorstep.clearLeftovers(folder);
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
    var builder =
        new ProcessBuilder(
            BubblewrapArguments.of(
                bwrap,
                root,
                mountsFor(plan),
                plan,
                filterOf(plan) != null,
                plan.has(Guard.LIMITS) ? UsualLimits.emptyFolder(plan.confinement().limits()) : 0));
    builder.environment().clear();
    return BubblewrapContainer.start(plan.run(), () -> surroundings(bwrap, plan), builder);
  }

  private Surroundings surroundings(Bubblewrap bwrap, LaunchPlan plan) throws IOException {
    var network = OwnNetwork.isNeededFor(plan) ? ownNetwork(bwrap, plan) : Surroundings.HOST;
    try {
      return Doorstep.open(folder, plan.environment(), limits.of(plan), filterOf(plan), network);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private Surroundings ownNetwork(Bubblewrap bwrap, LaunchPlan plan) throws IOException {
    var holder = BubblewrapArguments.ofNetwork(bwrap, root, ownMounts, plan.ports());
    return OwnNetwork.open(programs, holder, plan);
  }

  private @Nullable Path filterOf(LaunchPlan plan) {
    return plan.has(Guard.SYSTEM_CALLS) ? filter.orElse(null) : null;
  }

  /// In a network namespace of its own, the host's name servers may be out of reach.
  private List<Mount> mountsFor(LaunchPlan plan) {
    if (plan.network() != Network.OPEN) {
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
    refuseWhatItHasNot(plan);
    var table = newTable();
    plan.mounts().forEach(table::add);
    table.checkWorkdir(plan.workdir());
    if (OwnNetwork.isNeededFor(plan)) {
      OwnNetwork.requirePrograms(programs, plan);
      PortForwarder.sockets(plan.ports()).forEach(newTable()::add);
    }
  }

  private MountTable newTable() {
    var reserved = new ArrayList<>(BubblewrapArguments.KERNEL_FOLDERS);
    reserved.addAll(root.links().keySet());
    return new MountTable(ownMounts, reserved);
  }

  /// Started by root, the command is root to the kernel, and could write
  /// `/proc/sys/kernel/core_pattern`.
  private static Stream<Guard> fixed() {
    return HostUser.current().isRoot()
        ? Stream.concat(FIXED.stream(), Stream.of(Guard.MASKED_PROC))
        : FIXED.stream();
  }

  private void refuseWhatItHasNot(LaunchPlan plan) {
    if (plan.image() != null) {
      throw new Problem(
          Kind.USAGE,
          "image-not-taken",
          "bubblewrap runs on the machine's own programs and takes no image: leave it out, or use --sandbox docker or podman");
    }
    fixed()
        .filter(guard -> !plan.has(guard))
        .findFirst()
        .ifPresent(guard -> {
          throw new Problem(
              Kind.USAGE,
              "guard-fixed",
              "bubblewrap can't do without %s here: leave it up, or use --sandbox docker or podman"
                  .formatted(guard.word()));
        });
    if (plan.has(Guard.LIMITS)) {
      limits.kept(plan.confinement().limits());
    }
  }

  private boolean startsNothing(Bubblewrap bwrap) {
    var unlimited = Guard.without(Set.of(Guard.LIMITS)); // groups of the same name may be under way
    var nothing =
        new LaunchPlan(
            "trial",
            List.of("true"),
            Path.of("/tmp"),
            Map.of(),
            List.of(),
            List.of(),
            null,
            new Confinement(Network.NONE, null, Limits.USUAL, unlimited));
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

  private Mount generated(String name, String content, String why) {
    var file = generated(folder, name, content.getBytes(StandardCharsets.UTF_8));
    return new Mount(file, Path.of("/etc", name), Access.READ_ONLY, why);
  }

  private static Path generated(Path folder, String name, byte[] content) {
    var file = folder.resolve(name).toAbsolutePath();
    try {
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
        Files.write(file, content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return file;
  }
}
