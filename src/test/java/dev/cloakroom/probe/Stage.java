package dev.cloakroom.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.probe.Attempt.Kind;
import dev.cloakroom.probe.Ground.Secluded;
import dev.cloakroom.sandbox.Confinement;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A host's folders as they could be, a run's plan beside them, and a container of that plan, or of
/// another, that all attempts are made in.
final class Stage {
  static final int CONSOLE = 9; // nobody listens there

  final Path vault;
  final Path runs;
  private final Path work;
  private final Path tokens;
  private final Path neighbours;

  /// All that is written is in `folder`.
  Stage(Path folder) {
    try {
      var home = Files.createDirectories(folder.resolve("home"));
      vault = Files.writeString(home.resolve("vault.db"), "sealed");
      runs = Files.createDirectories(folder.resolve("runs"));
      work = Files.createDirectories(folder.resolve("work"));
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
      tokens = Files.createDirectories(runs.resolve("probed/tokens"));
      Files.writeString(tokens.resolve("google.json"), "{}");
      neighbours = Files.createDirectories(runs.resolve("other/tokens"));
      Files.writeString(neighbours.resolve("neighbour.json"), "{}");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The plan of a run with that network, some processes and little memory.
  LaunchPlan plan(Network network) {
    return new LaunchPlan(
        "probed" + Integer.toHexString(System.identityHashCode(this)),
        Script.command(),
        work,
        Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/run/cloakroom"),
        List.of(
            new Mount(work, work, Access.READ_WRITE, "the working folder"),
            new Mount(tokens, Path.of("/workspace/tokens"), Access.READ_ONLY, "tokens")),
        List.of(),
        null,
        new Confinement(network, null, new Limits(64, 256 << 20, 0), Guard.ALL));
  }

  /// The same without a guard.
  static LaunchPlan without(Guard guard, LaunchPlan plan) {
    var up = EnumSet.copyOf(plan.confinement().guards());
    up.remove(guard);
    return confined(plan, plan.network(), up);
  }

  /// The same with another network.
  static LaunchPlan in(Network network, LaunchPlan plan) {
    return confined(plan, network, plan.confinement().guards());
  }

  private static LaunchPlan confined(LaunchPlan plan, Network network, Set<Guard> guards) {
    var before = plan.confinement();
    return new LaunchPlan(
        plan.run(),
        plan.command(),
        plan.workdir(),
        plan.environment(),
        plan.mounts(),
        plan.ports(),
        plan.image(),
        new Confinement(network, before.user(), before.limits(), guards));
  }

  /// The same with a folder of the host mounted where it is on the host.
  static LaunchPlan showing(Path folder, LaunchPlan plan) {
    var mounts = new ArrayList<>(plan.mounts());
    mounts.add(new Mount(folder, folder, Access.READ_ONLY, "on purpose"));
    return new LaunchPlan(
        plan.run(),
        plan.command(),
        plan.workdir(),
        plan.environment(),
        mounts,
        plan.ports(),
        plan.image(),
        plan.confinement());
  }

  /// What is to be tried in a container of that plan. There is no socket here.
  List<Attempt> attempts(LaunchPlan plan, Sandbox sandbox) {
    var other = neighbour("the neighbour");
    var scene = new Scene(plan, sandbox, List.of(), other, neighbour("the ended run"), ground());
    return Attempts.of(scene).stream()
        .filter(attempt -> attempt.kind() != Kind.PRESENT_CREDENTIAL)
        .filter(attempt -> !attempt.kind().isOfHost())
        .toList();
  }

  private Neighbour neighbour(String name) {
    return new Neighbour(
        name,
        runs.resolve("other"),
        List.of(neighbours.resolve("neighbour.json")),
        Map.of("socket", runs.resolve("other/s/socket")),
        Secret.of("credential-of-another"),
        Optional.empty());
  }

  Path neighbours() {
    return neighbours;
  }

  Ground ground() {
    return new Ground(
        List.of(new Secluded("the vault", vault)),
        List.of(runs.resolveSibling("control")),
        runs,
        runs.resolveSibling("loans"),
        runs.resolveSibling("person"),
        "/opt/nobody/has/this",
        CONSOLE,
        Map::of);
  }

  /// What comes of attempts in a container of that plan.
  static List<Finding> make(List<Attempt> attempts, LaunchPlan plan, Sandbox sandbox)
      throws InterruptedException, IOException {
    var container = sandbox.start(plan);
    try (var input = container.input()) {
      input.write(Script.input(attempts));
    }
    Thread.ofVirtual().start(() -> drain(container.errors()));
    var lines = new String(container.output().readAllBytes(), UTF_8).lines().skip(1).toList();
    container.stop(Duration.ZERO);
    var findings = new ArrayList<Finding>();
    for (var attempt : attempts) {
      var number = findings.size();
      var found =
          number < lines.size()
              ? Script.outcome(number, lines.get(number))
              : Outcome.notTried("it ended with " + container.waitFor());
      findings.add(new Finding(attempt, found));
    }
    return findings;
  }

  private static void drain(InputStream errors) {
    try {
      errors.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // it is gone
    }
  }
}
