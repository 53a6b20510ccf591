package dev.cloakroom.run;

import dev.cloakroom.consent.Consents;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Computes what a container gets: its mounts and its environment.
final class Planner {
  static final Path SOCKET = Path.of("/run/cloakroom");

  private final House house;

  Planner(House house) {
    this.house = house;
  }

  /// The plan of a run that gets these deliveries, and whose socket's folder is `socket` on the
  /// host.
  LaunchPlan plan(String run, RunSpec spec, Deliveries.Plan delivered, Path socket) {
    requireOutside(spec.workdir());
    requireNoStandingFile(spec.workdir());
    var mounts = new ArrayList<Mount>();
    mounts.add(new Mount(spec.workdir(), spec.workdir(), Access.READ_WRITE, "the working folder"));
    mounts.addAll(delivered.mounts());
    mounts.add(new Mount(socket, SOCKET, Access.READ_ONLY, "the run's socket and credential"));
    return new LaunchPlan(
        run,
        spec.command(),
        spec.workdir(),
        environment(spec, delivered),
        mounts,
        ports(spec, delivered),
        spec.image(),
        spec.confinement());
  }

  /// Refuses to leave a tool without its way to the host.
  private static List<Port> ports(RunSpec spec, Deliveries.Plan delivered) {
    var network = spec.confinement().network();
    if (!delivered.ports().isEmpty() && !network.hasPorts()) {
      throw new Problem(
          Kind.USAGE,
          "network-without-ports",
          "A tool of this run gets its token at a port, which --network %s does not have: use socket-only or open."
              .formatted(network.word()));
    }
    return delivered.ports();
  }

  private static Map<String, String> environment(RunSpec spec, Deliveries.Plan delivered) {
    delivered.environment().forEach((name, value) -> requireFree(name, value, spec));
    var environment = new LinkedHashMap<String, String>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin:" + SOCKET);
    environment.put("HOME", Deliveries.HOME.toString());
    environment.put("LANG", "C.UTF-8");
    environment.putAll(spec.environment());
    environment.putAll(delivered.environment());
    environment.put("CLOAKROOM_SOCKET", SOCKET.resolve("socket").toString());
    environment.put("CLOAKROOM_CREDENTIAL", SOCKET.resolve("credential").toString());
    return environment;
  }

  /// Refuses a variable that would lead a tool away from what is set up for it. The PATH of a
  /// delivery has the person's in it.
  private static void requireFree(String name, String value, RunSpec spec) {
    var given = spec.environment().get(name);
    if (given != null && !given.equals(value) && !name.equals("PATH")) {
      throw new Problem(
          Kind.USAGE,
          "variable-taken",
          "--env %s: a tool of this run gets its token by that variable; leave it out."
              .formatted(name));
    }
  }

  /// Refuses a working folder that would show the run what it must never see.
  private void requireOutside(Path workdir) {
    var real = real(workdir);
    for (var forbidden : house.forbidden()) {
      var theirs = real(forbidden);
      if (theirs.startsWith(real) || real.startsWith(theirs)) {
        throw new Problem(
            Kind.REFUSED,
            "workdir-refused",
            "The working folder %s holds, or lies in, what no run may see (%s): run it in a project's folder, or name one with --workdir."
                .formatted(workdir, forbidden));
      }
    }
  }

  /// Refuses a working folder with a file in it that the host keeps fresh: the run could lay a link
  /// in its place.
  private void requireNoStandingFile(Path workdir) {
    var real = real(workdir);
    house.grants().of(Consents.HOST).stream()
        .map(grant -> grant.form().file())
        .filter(Objects::nonNull)
        .filter(file -> real(Path.of(file)).startsWith(real))
        .findFirst()
        .ifPresent(file -> {
          throw new Problem(
              Kind.REFUSED,
              "workdir-refused",
              "The working folder %s holds %s, which is kept fresh for you: keep that file elsewhere, or run in another folder."
                  .formatted(workdir, file));
        });
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      var absolute = path.toAbsolutePath().normalize();
      var parent = absolute.getParent(); // what is not there yet is judged by the folder around it
      return parent == null ? absolute : real(parent).resolve(parent.relativize(absolute));
    }
  }
}
