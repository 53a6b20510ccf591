package dev.cloakroom.boot;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.http.Listener;
import dev.cloakroom.probe.Check;
import dev.cloakroom.probe.DiskChecks;
import dev.cloakroom.probe.LeftoverChecks;
import dev.cloakroom.probe.SandboxChecks;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.AgentImage;
import dev.cloakroom.sandbox.EngineSandbox;
import dev.cloakroom.sandbox.HostUser;
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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks at what Cloakroom needs of a machine. Changes nothing, and needs no host.
final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OLDEST_JAVA = 25;
  private static final String NO_HOST = "not running";

  /// Where a sandbox has its programs.
  static final List<Path> IN_SANDBOX =
      List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/bin"));

  private final Places places;
  private final Machine machine;
  private final List<Path> inSandbox;
  private final Clock clock;

  Doctor(Places places, Machine machine, List<Path> inSandbox, Clock clock) {
    this.places = places;
    this.machine = machine;
    this.inSandbox = inSandbox;
    this.clock = clock;
  }

  List<Check> examine() {
    var host = host();
    var checks = new ArrayList<Check>();
    checks.add(java());
    checks.addAll(sandboxes());
    checks.addAll(List.of(home(), spool()));
    var disks = new DiskChecks(places.home(), places.runtime(), clock);
    checks.addAll(List.of(disks.room(), disks.accessLists(), disks.time()));
    checks.addAll(List.of(configuration(), host, consolePort(host), socketPath(), skillLanguage()));
    checks.addAll(leftovers(host));
    return checks;
  }

  private static Check java() {
    var version = Runtime.version();
    var found = "Java " + version + " in " + System.getProperty("java.home");
    return version.feature() >= OLDEST_JAVA
        ? Check.ok("JDK", found)
        : Check.problem("JDK", found, "install JDK 25 or newer");
  }

  private List<Check> sandboxes() {
    var kernel = new SandboxChecks(machine.path(), Path.of("/"));
    var checks = new ArrayList<Check>();
    checks.add(bubblewrap(kernel));
    checks.addAll(List.of(kernel.network(), kernel.filters(), kernel.limits()));
    engines().stream().map(SandboxChecks::engine).forEach(checks::add);
    checks.add(kernel.userIds(System.getProperty("user.name")));
    return checks;
  }

  private static Check bubblewrap(SandboxChecks kernel) {
    try {
      var folder = Files.createTempDirectory("cloakroom-doctor-");
      try {
        return kernel.bubblewrap(folder);
      } finally {
        Demo.remove(folder);
      }
    } catch (IOException _) {
      return Check.problem(
          "bubblewrap", "not tried", "make the folder for temporary files writable");
    }
  }

  private List<EngineSandbox> engines() {
    return new Engines(machine.engines(), AgentImage.NAME).sandboxes();
  }

  /// While a host runs, there is nothing that it has not to do with.
  private List<Check> leftovers(Check host) {
    if (!host.found().startsWith(NO_HOST)) {
      return List.of();
    }
    var checks = new ArrayList<Check>();
    checks.add(new LeftoverChecks(places.runs(), HostUser.current()).folders());
    try {
      var installation = Files.readString(places.installation()).strip();
      checks.addAll(LeftoverChecks.containers(engines(), installation));
    } catch (IOException _) {
      // no host has been here, or it left nothing that we may look for
    }
    return checks;
  }

  private Check home() {
    var home = places.home();
    if (!Files.exists(home)) {
      var parent = DiskChecks.standing(home);
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
      var folder = DiskChecks.standing(named.path());
      var found = named.path() + (folder.equals(named.path()) ? "" : ", made at the first start");
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        return Check.problem("spool", found + " can't be written", "see whose the folder is");
      }
      return Files.getFileStore(folder)
              .equals(Files.getFileStore(DiskChecks.standing(places.home())))
          ? Check.problem("spool", found + ", on the home's disk", "name a folder on another disk")
          : Check.ok("spool", found);
    } catch (IOException _) {
      return Check.problem("spool", named.path() + " can't be read", "see that its disk is there");
    }
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
          ? Check.ok("host", NO_HOST + "; `cloakroom up` starts it")
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
