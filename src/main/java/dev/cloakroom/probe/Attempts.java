package dev.cloakroom.probe;

import static dev.cloakroom.probe.Attempt.can;
import static dev.cloakroom.probe.Attempt.cannot;

import dev.cloakroom.probe.Attempt.Kind;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Everything that is tried from inside a run, computed from its plan, each with what should come
/// of it. What a guard keeps from happening is expected whether that guard is up or not: without
/// it, its line differs.
final class Attempts {
  private static final Path SOCKET = Path.of("/run/cloakroom");
  private static final List<String> PERSONAL = List.of(".ssh", ".config");
  private static final int DEEPEST = 4;
  private static final int MOST_FILES = 24;
  private static final int SPARE = 8; // processes that the container has besides
  private static final String ENDPOINT = "8181";
  private static final String NONE = "0000000000000000";

  private final Scene scene;
  private final Ground ground;

  private Attempts(Scene scene) {
    this.scene = scene;
    this.ground = scene.ground();
  }

  /// All of them, in the order in which they are tried and shown.
  static List<Attempt> of(Scene scene) {
    var attempts = new Attempts(scene);
    return Stream.of(
            attempts.itsOwn(),
            attempts.others(scene.neighbour()),
            attempts.others(scene.ended()),
            attempts.leftovers(),
            attempts.host(),
            attempts.processes(),
            attempts.network(),
            attempts.mounts(),
            attempts.waysOut(),
            attempts.rights(),
            attempts.limits())
        .flatMap(List::stream)
        .toList();
  }

  /// Without these, the rest would prove nothing.
  private List<Attempt> itsOwn() {
    var attempts = new ArrayList<Attempt>();
    for (var mount : scene.deliveries()) {
      filesIn(mount).forEach(file -> attempts.add(can("read its own " + file, Kind.READ, file)));
    }
    attempts.add(
        can(
            "use its own socket",
            Kind.PRESENT_CREDENTIAL,
            SOCKET.resolve("socket").toString(),
            SOCKET.resolve("credential").toString()));
    return attempts;
  }

  /// As the container names them.
  private static List<String> filesIn(Mount mount) {
    try (var files = Files.walk(mount.host(), DEEPEST)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> mount.container().resolve(mount.host().relativize(file)).toString())
          .sorted()
          .limit(MOST_FILES)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("could not look into " + mount.host(), e);
    }
  }

  private List<Attempt> others(Neighbour other) {
    var attempts = new ArrayList<Attempt>();
    var whose = other.name() + "'s ";
    for (var file : other.files()) {
      attempts.add(cannot("read " + whose + "token file", Kind.READ, file.toString()));
      attempts.add(
          cannot(
              "read %stoken file beside its own".formatted(whose),
              Kind.READ,
              "/workspace/tokens/" + file.getFileName()));
      attempts.add(
          cannot(
              "read %stoken file on a way up".formatted(whose),
              Kind.READ,
              "/workspace/tokens/../../.." + file));
    }
    attempts.add(cannot("list " + whose + "folder", Kind.LIST, other.folder().toString()));
    other
        .sockets()
        .forEach((name, socket) ->
            attempts.add(cannot("use " + whose + name, Kind.CONNECT_UNIX, socket.toString())));
    attempts.add(
        cannot(
                "use " + whose + "credential",
                Kind.PRESENT_CREDENTIAL,
                SOCKET.resolve("socket").toString())
            .with(other.credential()));
    other
        .phantom()
        .ifPresent(phantom ->
            scene
                .endpoints()
                .forEach(endpoint ->
                    attempts.add(
                        cannot(
                                "use " + whose + "phantom at " + endpoint.getPath(),
                                Kind.PRESENT_PHANTOM,
                                endpoint.toString())
                            .with(phantom))));
    return attempts;
  }

  private List<Attempt> leftovers() {
    var ended = scene.ended();
    var attempts = new ArrayList<Attempt>();
    attempts.add(cannot("leave the ended run's folder", Kind.HOST_HAS, ended.folder().toString()));
    ended
        .sockets()
        .forEach((name, socket) ->
            attempts.add(
                cannot("leave the ended run's " + name, Kind.HOST_HAS, socket.toString())));
    return attempts;
  }

  private List<Attempt> host() {
    var attempts = new ArrayList<Attempt>();
    for (var one : ground.secluded()) {
      attempts.add(cannot("read " + one.name(), Kind.READ, one.path().toString()));
    }
    attempts.add(cannot("list other runs", Kind.LIST, ground.runs().toString()));
    for (var socket : ground.sockets()) {
      attempts.add(cannot("use " + socket, Kind.CONNECT_UNIX, socket.toString()));
    }
    PERSONAL.stream()
        .map(ground.person()::resolve)
        .filter(this::isUnmounted)
        .forEach(place ->
            attempts.add(cannot("read the person's " + place, Kind.READ, place.toString())));
    var places =
        scene.plan().mounts().stream().map(Mount::host).map(Path::toString).distinct().toList();
    attempts.add(
        cannot(
            "find a refresh token in what is mounted",
            Kind.HOST_FINDS,
            places.toArray(String[]::new)));
    return attempts;
  }

  private boolean isUnmounted(Path place) {
    return scene.plan().mounts().stream().noneMatch(mount -> place.startsWith(mount.container()));
  }

  private List<Attempt> processes() {
    return List.of(
        can("have a first process of its own", Kind.OWN_INIT).by(Guard.OWN_PROCESSES),
        cannot("see the host's processes", Kind.SAME_NAMESPACE, "pid", namespace("pid"))
            .by(Guard.OWN_PROCESSES),
        cannot(
            "find the host's environment",
            Kind.FIND_IN_ENVIRONMENTS,
            "PATH=" + ground.searchPath()),
        cannot("share memory with the host", Kind.SAME_NAMESPACE, "ipc", namespace("ipc"))
            .by(Guard.OWN_IPC),
        cannot("share the host's mounts", Kind.SAME_NAMESPACE, "mnt", namespace("mnt")));
  }

  /// As links of `/proc` name it, such as `pid:[4026531836]`.
  private static String namespace(String kind) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("could not look at the host's namespaces", e);
    }
  }

  private List<Attempt> network() {
    var word = scene.plan().network();
    boolean ofTheHost = word == Network.HOST;
    boolean out = ofTheHost || word == Network.OPEN;
    var console = String.valueOf(ground.console());
    var attempts = new ArrayList<Attempt>();
    attempts.add(either(out, "reach the outside", Kind.LEADS_OUT));
    attempts.add(
        either(
            ofTheHost, "share the host's network", Kind.SAME_NAMESPACE, "net", namespace("net")));
    attempts.add(
        either(ofTheHost, "reach the host's loopback", Kind.CONNECT_TCP, "127.0.0.1", console));
    if (!ofTheHost) {
      attempts.add(cannot("reach it by the gateway", Kind.CONNECT_GATEWAY, console));
    }
    if (scene.plan().ports().isEmpty()) {
      attempts.add(
          cannot("reach the neighbour's endpoint", Kind.CONNECT_TCP, "127.0.0.1", ENDPOINT));
    }
    attempts.add(cannot("reach the cloud's metadata", Kind.CONNECT_TCP, "169.254.169.254", "80"));
    attempts.add(cannot("reach it by name", Kind.CONNECT_TCP, "metadata.google.internal", "80"));
    return attempts;
  }

  private static Attempt either(boolean possible, String what, Kind kind, String... target) {
    return possible ? can(what, kind, target) : cannot(what, kind, target);
  }

  private List<Attempt> mounts() {
    var attempts = new ArrayList<Attempt>();
    var own = scene.sandbox().ownMounts().stream().map(Mount::container).map(Path::toString);
    var places = own.toArray(String[]::new);
    if (places.length > 0) {
      var what = "write any of the engine's own %d mounts".formatted(places.length);
      attempts.add(cannot(what, Kind.WRITE, places));
    }
    for (var mount : scene.plan().mounts()) {
      boolean writable = mount.access() == Access.READ_WRITE;
      var place = mount.container().toString();
      attempts.add(either(writable, "write " + place, Kind.WRITE, place));
    }
    attempts.add(can("have a read-only /", Kind.MOUNTED_READ_ONLY, "/").by(Guard.READ_ONLY_ROOT));
    for (var place : List.of("/", "/usr", "/etc")) {
      attempts.add(cannot("write " + place, Kind.WRITE, place));
    }
    attempts.add(
        can("have a read-only /proc/sys", Kind.MOUNTED_READ_ONLY, "/proc/sys", "/proc")
            .by(Guard.MASKED_PROC));
    attempts.add(
        cannot("steer the kernel", Kind.WRITE, "/proc/sys/kernel/core_pattern")
            .by(Guard.MASKED_PROC));
    return attempts;
  }

  /// Links and ways up lead no further than the container's own root.
  private List<Attempt> waysOut() {
    var attempts = new ArrayList<Attempt>();
    var goal = ground.secluded().getFirst();
    for (var mount : scene.plan().mounts()) {
      var place = mount.container().toString();
      if (mount.access() == Access.READ_WRITE && Files.isDirectory(mount.host())) {
        attempts.add(
            cannot(
                "leave %s by a link to %s".formatted(place, goal.name()),
                Kind.THROUGH_LINK,
                place,
                goal.path().toString()));
      }
      var up = place + "/..".repeat(mount.container().getNameCount()) + goal.path();
      attempts.add(
          cannot("leave %s on a way up to %s".formatted(place, goal.name()), Kind.READ, up));
    }
    return attempts;
  }

  private List<Attempt> rights() {
    var attempts = new ArrayList<Attempt>();
    attempts.add(cannot("be root", Kind.STATUS, "Uid", "0"));
    for (var set : List.of("CapEff", "CapPrm", "CapBnd")) {
      attempts.add(
          can("be without rights of root (%s)".formatted(set), Kind.STATUS, set, NONE)
              .by(Guard.NO_CAPABILITIES));
    }
    attempts.add(
        can("be kept from new rights", Kind.STATUS, "NoNewPrivs", "1").by(Guard.NO_NEW_PRIVILEGES));
    attempts.add(
        can("have its system calls filtered", Kind.STATUS, "Seccomp", "2").by(Guard.SYSTEM_CALLS));
    if (scene.sandbox().forbidsUserNamespaces()) {
      attempts.add(cannot("make a user namespace", Kind.NEW_NAMESPACE));
    }
    attempts.add(cannot("mount a file system", Kind.MOUNT));
    attempts.add(cannot("make / writable", Kind.REMOUNT));
    return attempts;
  }

  /// Last, as they take what there is.
  private List<Attempt> limits() {
    var limits = scene.sandbox().limitsOf(scene.plan().confinement().limits());
    var attempts = new ArrayList<Attempt>();
    if (limits.processes() > 0) {
      attempts.add(
          cannot(
                  "have more than %d processes".formatted(limits.processes()),
                  Kind.FORK,
                  String.valueOf(limits.processes() + SPARE))
              .by(Guard.LIMITS));
    }
    if (limits.memoryBytes() > 0) {
      attempts.add(
          cannot(
                  "use more than %d MiB of memory".formatted(limits.memoryBytes() >> 20),
                  Kind.ALLOCATE,
                  String.valueOf(limits.memoryBytes() + (16 << 20)))
              .by(Guard.LIMITS));
    }
    return attempts;
  }
}
