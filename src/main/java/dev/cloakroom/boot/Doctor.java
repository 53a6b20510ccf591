package dev.cloakroom.boot;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.http.Listener;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.wire.StatusView;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks at what Cloakroom needs of a machine. Changes nothing, and needs no host.
final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OLDEST_JAVA = 25;
  private static final long LEAST_DISK = 100L << 20;

  /// Where a sandbox has its programs.
  static final List<Path> IN_SANDBOX =
      List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));

  private final Places places;
  private final Machine machine;
  private final List<Path> inSandbox;

  Doctor(Places places, Machine machine, List<Path> inSandbox) {
    this.places = places;
    this.machine = machine;
    this.inSandbox = inSandbox;
  }

  List<Check> examine() {
    var host = host();
    return List.of(
        java(),
        bubblewrap(),
        engine("docker"),
        engine("podman"),
        home(),
        disk(),
        spool(),
        configuration(),
        host,
        consolePort(host),
        socketPath(),
        skillLanguage());
  }

  private static Check java() {
    var version = Runtime.version();
    var found = "Java " + version + " in " + System.getProperty("java.home");
    return version.feature() >= OLDEST_JAVA
        ? Check.ok("JDK", found)
        : Check.problem("JDK", found, "install JDK 25 or newer");
  }

  private Check bubblewrap() {
    try {
      var folder = Files.createTempDirectory("cloakroom-doctor-");
      try {
        var sandbox = new BubblewrapSandbox(machine.path(), folder);
        var version = sandbox.version().orElse("not there");
        return sandbox
            .unusable()
            .map(cure -> Check.problem("bubblewrap", version, cure))
            .or(() ->
                sandbox.withoutPorts().map(cure -> Check.problem("bubblewrap", version, cure)))
            .orElseGet(() -> Check.ok("bubblewrap", version + ", starts containers"));
      } finally {
        Demo.remove(folder);
      }
    } catch (IOException _) {
      return Check.problem(
          "bubblewrap", "not tried", "make the folder for temporary files writable");
    }
  }

  /// An engine that is not there is no problem: bubblewrap needs none.
  private Check engine(String name) {
    var sandbox =
        new Engines(machine.engines(), AgentImage.NAME)
            .sandboxes().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    try {
      var engine = sandbox.engine();
      return Check.ok(
          name,
          "%s at %s, %s"
              .formatted(
                  engine.name(),
                  engine.place().name(),
                  engine.isRootless() ? "rootless" : "runs as root"));
    } catch (Problem e) {
      return e.code().equals("no-engine")
          ? Check.ok(name, "not there; only `--sandbox %s` needs it".formatted(name))
          : Check.problem(name, "can't be used", e.getMessage());
    }
  }

  private Check home() {
    var home = places.home();
    if (!Files.exists(home)) {
      var parent = standing(home);
      return Files.isDirectory(parent) && Files.isWritable(parent)
          ? Check.ok("home", home + ", made at the first start")
          : Check.problem(
              "home", home + " can't be made", "choose another folder with CLOAKROOM_HOME");
    }
    try {
      return existing(home);
    } catch (IOException | UnsupportedOperationException _) {
      return Check.problem("home", home + " can't be read", "see that it is a folder of yours");
    }
  }

  private static Check existing(Path home) throws IOException {
    var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(home));
    var owner = Files.getOwner(home).getName();
    var found = home + ", " + mode + ", of " + owner;
    if (!Files.isDirectory(home) || !owner.equals(System.getProperty("user.name"))) {
      return Check.problem("home", found, "choose a folder of yours with CLOAKROOM_HOME");
    }
    return mode.equals("rwx------")
        ? Check.ok("home", found)
        : Check.problem(
            "home",
            found,
            "others may enter it: choose another with CLOAKROOM_HOME, or chmod 700 it if it is for Cloakroom alone");
  }

  private Check disk() {
    try {
      long free = Files.getFileStore(standing(places.home())).getUsableSpace();
      var found = (free >> 20) + " MiB free for the home";
      return free >= LEAST_DISK
          ? Check.ok("disk", found)
          : Check.problem("disk", found, "make room: a token that can't be kept is lost");
    } catch (IOException _) {
      return Check.problem("disk", "not known", "see that the home's disk can be read");
    }
  }

  /// A spool on the home's own disk fails with it.
  private Check spool() {
    SpoolFolder named;
    try {
      named = Settings.read(places.configuration()).store().spool();
    } catch (Problem _) {
      return Check.problem("spool", "not known", "mend the configuration");
    }
    if (named == null) {
      return Check.ok("spool", "in the home; `store.spool` puts it on another disk");
    }
    try {
      var folder = standing(named.path());
      var found = named.path() + (folder.equals(named.path()) ? "" : ", made at the first start");
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        return Check.problem("spool", found + " can't be written", "see whose the folder is");
      }
      return Files.getFileStore(folder).equals(Files.getFileStore(standing(places.home())))
          ? Check.problem("spool", found + ", on the home's disk", "name a folder on another disk")
          : Check.ok("spool", found);
    } catch (IOException _) {
      return Check.problem("spool", named.path() + " can't be read", "see that its disk is there");
    }
  }

  /// The nearest folder that is there.
  private static Path standing(Path folder) {
    var parent = folder.getParent();
    return Files.exists(folder) || parent == null ? folder : standing(parent);
  }

  private Check configuration() {
    var file = places.configuration();
    try {
      Settings.read(file);
      return Check.ok(
          "configuration",
          file.map(Path::toString)
              .orElse("none; " + places.configurations().getFirst() + " would count"));
    } catch (Problem e) {
      return Check.problem("configuration", "not valid", e.getMessage());
    }
  }

  private Check host() {
    try {
      var body = new HostClient(places.socket(), PATIENCE).get("/v1/status").body();
      var status = Wire.read(StatusView.class, body);
      return Check.ok("host", "%s runs, console %s".formatted(status.version(), status.console()));
    } catch (Problem e) {
      return e.kind() == Kind.HOST_DOWN
          ? Check.ok("host", "not running; `cloakroom up` starts it")
          : Check.problem("host", "no answer", e.getMessage());
    }
  }

  private Check consolePort(Check host) {
    int port;
    try {
      port = Settings.read(places.configuration()).console().port();
    } catch (Problem _) {
      return Check.problem("console port", "not known", "mend the configuration");
    }
    if (port == 0 || host.found().endsWith(":" + port)) {
      return Check.ok("console port", port == 0 ? "any that is free" : port + ", ours");
    }
    return bind(port);
  }

  private static Check bind(int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Check.ok("console port", port + ", free");
    } catch (IOException _) {
      return Check.problem(
          "console port",
          port + ", not to be had",
          "stop the program that has it, or set console.port in cloakroom.yaml");
    }
  }

  private Check socketPath() {
    int length = places.socket().toString().getBytes(StandardCharsets.UTF_8).length;
    var found = length + " of at most " + Listener.LONGEST_SOCKET_PATH + " bytes";
    return length <= Listener.LONGEST_SOCKET_PATH
        ? Check.ok("socket path", found)
        : Check.problem("socket path", found, "choose a shorter folder with CLOAKROOM_HOME");
  }

  private Check skillLanguage() {
    var found = Stream.of("python3", "curl").flatMap(name -> program(name).stream()).toList();
    return found.isEmpty()
        ? Check.problem(
            "for skills", "neither python3 nor curl", "install one: most skills need it")
        : Check.ok("for skills", String.join(", ", found));
  }

  /// Looked for where a sandbox has its programs, whatever `PATH` says out here.
  private Optional<String> program(String name) {
    return inSandbox.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
