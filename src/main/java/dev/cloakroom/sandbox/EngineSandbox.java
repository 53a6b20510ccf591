package dev.cloakroom.sandbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.engine.ContainerSpec;
import dev.cloakroom.engine.ContainerSpec.Folders;
import dev.cloakroom.engine.ContainerSpec.Hardening;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineException;
import dev.cloakroom.engine.Place;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.store.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts containers with Docker or Podman. The engine is looked for when it is first needed.
/// `docs/engines.md` says what that gives and what not.
public final class EngineSandbox implements Sandbox {
  private static final List<String> EMPTY_FOLDERS =
      List.of("/home", "/root", "/tmp", "/run", "/var");
  private static final List<Path> KERNEL_FOLDERS =
      Stream.of("/proc", "/dev", "/sys").map(Path::of).toList();

  /// The image's own: to mount over them would break or hide it.
  private static final Set<Path> IMAGE_FOLDERS =
      Stream.of("/", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc")
          .map(Path::of)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern MEANS_MORE = Pattern.compile("[,\"\\p{Cntrl}]");

  private final String name;
  private final Supplier<Place> search;
  private final Installation installation;
  private final String usualImage;
  private final HostUser host;
  private final Path folder;

  @GuardedBy("this")
  private @Nullable Engine engine;

  @GuardedBy("this")
  private @Nullable EngineUsers mapped;

  /// A sandbox of the name `docker` or `podman`.
  ///
  /// @param search finds the engine, or throws a [Problem]
  /// @param usualImage what containers are made of where the plan does not say
  /// @param host whoever runs this program
  /// @param folder a private one of the host's, on the file system that runs' folders are on; made
  ///   when it is missing
  public EngineSandbox(
      String name,
      Supplier<Place> search,
      Installation installation,
      String usualImage,
      HostUser host,
      Path folder) {
    this.name = name;
    this.search = search;
    this.installation = installation;
    this.usualImage = usualImage;
    this.host = host;
    this.folder = folder;
  }

  @Override
  public String name() {
    return name;
  }

  /// The engine, asked who it is.
  ///
  /// @throws Problem when there is none, or none that can be used
  public synchronized Engine engine() {
    var known = engine;
    if (known == null) {
      known = Engine.at(search.get());
      EngineUsers.requireOurs(known, host);
      engine = known;
    }
    return known;
  }

  /// Whom its users are on this machine, found out at the first call.
  private synchronized EngineUsers mapped() {
    var known = mapped;
    if (known == null) {
      var used = engine();
      known =
          EngineUsers.of(
              used,
              host,
              () -> new UserSurvey(used, installation, host, folder, UserSurvey.PATIENCE).map());
      mapped = known;
    }
    return known;
  }

  @Override
  public List<Mount> ownMounts() {
    return List.of();
  }

  @Override
  public Users users(@Nullable HostUser asked) {
    return mapped().users(asked);
  }

  private HostUser userOf(LaunchPlan plan) {
    return users(plan.confinement().user()).inside();
  }

  @Override
  public Optional<String> imageOf(@Nullable String asked) {
    return Optional.of(Objects.requireNonNullElse(asked, usualImage));
  }

  private String image(LaunchPlan plan) {
    return Objects.requireNonNullElse(plan.image(), usualImage);
  }

  @Override
  public Limits limitsOf(Limits asked) {
    return asked.orElse(UsualLimits.here());
  }

  /// Podman's filter of system calls lets it, Docker's does not.
  @Override
  public boolean forbidsUserNamespaces() {
    return !engine().isPodman();
  }

  @Override
  public void prepare(LaunchPlan plan, Consumer<String> notice) {
    var users = users(plan.confinement().user());
    plan.mounts().stream()
        .filter(mount -> mount.access() == Access.READ_WRITE)
        .filter(mount -> !users.mayWrite(mount.host(), host))
        .forEach(mount -> notice.accept(users.howToWrite(mount.host(), host)));
    var images = engine().images();
    if (images.find(image(plan)).isEmpty()) {
      requireElsewhere(image(plan));
      notice.accept("getting the image " + image(plan));
      images.pull(image(plan), notice);
    }
  }

  /// Our own image is on no registry; whoever put one of its name there is not us.
  private void requireElsewhere(String image) {
    if (image.equals(usualImage) && !image.contains("/") && !image.contains(".")) {
      throw new Problem(
          Kind.FAILED,
          "image-missing",
          "The image %s is not here: build it with `cloakroom image build --sandbox %s`, or name another with --image."
              .formatted(image, name));
    }
  }

  @Override
  public Container start(LaunchPlan plan) {
    check(plan);
    requireOwnProcesses(plan);
    var used = engine();
    var image =
        used.images()
            .find(image(plan))
            .orElseThrow(() ->
                new Problem(
                    Kind.FAILED,
                    "image-missing",
                    "The image %s is not here: see `cloakroom image build --help`."
                        .formatted(image(plan))));
    if (used.isPodman()) {
      plan.mounts().forEach(EngineSandbox::requirePlainPaths);
    }
    try {
      return start(used, plan, image);
    } catch (EngineException e) {
      throw told(plan, e);
    } catch (Problem e) {
      forget();
      throw e;
    }
  }

  /// Podman writes the options of a mount and its paths into one line, with commas between: a name
  /// could say where it is mounted, and how.
  private static void requirePlainPaths(Mount mount) {
    if (MEANS_MORE.matcher(mount.host() + " " + mount.container()).find()) {
      throw MountTable.refused(mount, "Podman takes no comma, quote or line break in a path");
    }
  }

  private Container start(Engine used, LaunchPlan plan, String image) {
    var inside = userOf(plan);
    if (plan.ports().isEmpty()) {
      var users = mapped().namespace(inside);
      return start(used, List.of(), spec(plan, image, users, network(plan)), plan);
    }
    var holder =
        new NetworkHolder(used, installation, inside, mapped().namespace(inside))
            .start(plan, image, network(plan));
    try {
      var users = mapped().namespaceIn(holder, inside);
      return start(used, List.of(holder), spec(plan, image, users, network(plan).in(holder)), plan);
    } catch (RuntimeException e) {
      used.remove(holder);
      throw e;
    }
  }

  private Container start(Engine used, List<String> holders, ContainerSpec spec, LaunchPlan plan) {
    var id = used.create(installation.nameOf(plan.run()), spec);
    return EngineContainer.start(new Removal(used, id, holders, Thread::sleep));
  }

  private static ContainerSpec.Network network(LaunchPlan plan) {
    var hostname = "cloakroom-" + plan.run();
    return switch (plan.network()) {
      case NONE, SOCKET_ONLY -> ContainerSpec.Network.none(hostname);
      case OPEN -> ContainerSpec.Network.ofTheEngine(hostname);
      case HOST ->
          throw new Problem(
              Kind.USAGE,
              "network-refused",
              "A container has a network of its own: --network host is for bubblewrap alone.");
    };
  }

  /// The engine may be another when it is there again.
  private synchronized void forget() {
    engine = null;
    mapped = null;
  }

  /// With the host's own number, the host's processes would be open to the command, and through
  /// them all that the host has.
  private void requireOwnProcesses(LaunchPlan plan) {
    if (!plan.has(Guard.OWN_PROCESSES)
        && users(plan.confinement().user()).share().equals(Share.NOBODY)) {
      throw new Problem(
          Kind.REFUSED,
          "guard-fixed",
          "A run with your own number can't do without %s: it could read what your processes have open."
              .formatted(Guard.OWN_PROCESSES.word()));
    }
  }

  private static void check(LaunchPlan plan) {
    if (plan.command().isEmpty()) {
      throw new Problem(Kind.USAGE, "command-missing", "no command to run: name one after --");
    }
    plan.environment().forEach(Sandbox::checkVariable);
    var table = new MountTable(List.of(), KERNEL_FOLDERS);
    for (var mount : plan.mounts()) {
      if (IMAGE_FOLDERS.contains(mount.container())) {
        throw MountTable.refused(mount, "the place belongs to the image; choose another");
      }
      table.add(mount);
    }
    table.checkWorkdir(plan.workdir());
    if (!plan.ports().isEmpty()) {
      NetworkHolder.check(plan.ports());
    }
  }

  private ContainerSpec spec(
      LaunchPlan plan, String image, @Nullable String users, ContainerSpec.Network network) {
    var limits = plan.has(Guard.LIMITS) ? limitsOf(plan.confinement().limits()) : Limits.USUAL;
    return new ContainerSpec(
        image,
        plan.command(),
        userOf(plan).toString(),
        users,
        plan.workdir(),
        plan.environment(),
        installation.labels(plan.run()),
        new Folders(plan.mounts().stream().map(NetworkHolder::bind).toList(), EMPTY_FOLDERS),
        network,
        new ContainerSpec.Limits(
            limits.processes(),
            limits.memoryBytes(),
            limits.cpus(),
            plan.has(Guard.LIMITS) ? UsualLimits.emptyFolder(limits) : 0),
        hardening(plan),
        plan.has(Guard.OWN_PROCESSES)); // Podman makes no init among the processes of others
  }

  private static Hardening hardening(LaunchPlan plan) {
    return new Hardening(
        plan.has(Guard.NO_NEW_PRIVILEGES),
        plan.has(Guard.NO_CAPABILITIES),
        plan.has(Guard.SYSTEM_CALLS),
        plan.has(Guard.READ_ONLY_ROOT),
        plan.has(Guard.MASKED_PROC),
        plan.has(Guard.OWN_PROCESSES),
        plan.has(Guard.OWN_IPC));
  }

  /// An engine that does not find our folders is somewhere else: behind a tunnel, or in a machine
  /// of its own.
  private Problem told(LaunchPlan plan, EngineException refusal) {
    boolean elsewhere =
        Stream.of("bind source path does not exist", "no such file or directory", "statfs")
            .anyMatch(String.valueOf(refusal.getMessage())::contains);
    return elsewhere
        ? new Problem(
            Kind.REFUSED,
            "engine-elsewhere",
            "%s does not find a folder of run %s: does it run on this machine, and may it see this folder? %s"
                .formatted(name, plan.run(), refusal.getMessage()),
            refusal)
        : refusal;
  }

  /// What holds a network goes last: Podman does not remove it while others have it.
  @Override
  public void clearLeftovers() {
    var used = engine();
    var left = new HashMap<>(used.labelled(Installation.LABEL + "=" + installation.id()));
    left.values().removeIf(labels -> !installation.isLeftover(labels));
    left.entrySet().stream()
        .sorted(Comparator.comparing(one -> Installation.isHolder(one.getValue())))
        .forEach(one -> used.remove(one.getKey()));
    var images = used.images();
    images.names().stream().filter(installation::isLeftover).forEach(images::remove);
  }

  /// Root of the engine's, which the container's user is to it, can.
  @Override
  public void empty(Path left) {
    try {
      Chore.ofRoot(left, "find %s -xdev -mindepth 1 -delete && echo done".formatted(Chore.PLACE))
          .in(engine(), installation, streams -> streams.output().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the engine broke off", e);
    }
  }
}
