package dev.cloakroom.run;

import dev.cloakroom.consent.Consents;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.mount.Paths;
import dev.cloakroom.mount.Wish;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
    var mounts = new ArrayList<Mount>();
    mounts.add(workdir(spec.workdir()));
    spec.mounts().forEach(wish -> mounts.add(wished(wish, spec)));
    int theirs = mounts.size();
    mounts.addAll(delivered.mounts());
    mounts.add(new Mount(socket, SOCKET, Access.READ_ONLY, "the run's socket and credential"));
    for (int i = 0; i < theirs; i++) {
      requireApart(mounts.get(i), mounts.subList(i + 1, mounts.size()));
    }
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

  private Mount workdir(Path folder) {
    var real = Paths.real(folder);
    house
        .mounts()
        .forbiddenBy(real)
        .or(() -> standingFileIn(real))
        .ifPresent(what -> {
          throw new Problem(
              Kind.REFUSED,
              "workdir-refused",
              "The working folder %s holds, or lies in, what no run may see or change (%s): run it in a project's folder, or name one with --workdir."
                  .formatted(folder, what));
        });
    return new Mount(real, folder, Access.READ_WRITE, "the working folder");
  }

  private Mount wished(Wish wish, RunSpec spec) {
    boolean main = Rules.of(house.rules(), spec.workload().orElse(null)).main();
    var mount = house.mounts().allow(wish, main);
    standingFileIn(mount.host())
        .ifPresent(file -> {
          throw new Problem(
              Kind.REFUSED,
              "mount-refused",
              "%s holds %s, which is kept fresh for you: name another folder."
                  .formatted(mount.host(), file));
        });
    return mount;
  }

  /// Refuses what a person mounts inside something else, or around it: one would hide a part of the
  /// other.
  private static void requireApart(Mount mount, List<Mount> others) {
    others.stream()
        .filter(other -> Paths.overlap(mount.container(), other.container()))
        .findFirst()
        .ifPresent(other -> {
          throw new Problem(
              Kind.USAGE,
              "mount-refused",
              "%s and %s (%s) would lie in one another inside: give one another place."
                  .formatted(mount.container(), other.container(), other.why()));
        });
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

  /// A file that the host keeps fresh. A run that could write around it could lay a link in its
  /// place, and mounted alone it would not stay fresh.
  private Optional<Path> standingFileIn(Path real) {
    return house.grants().of(Consents.HOST).stream()
        .map(grant -> grant.form().file())
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(file -> Paths.real(file).startsWith(real))
        .findFirst();
  }
}
