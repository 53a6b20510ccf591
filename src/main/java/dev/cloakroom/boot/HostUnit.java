package dev.cloakroom.boot;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.service.Scope;
import dev.cloakroom.service.Unit;
import dev.cloakroom.service.Unit.Sandboxing;
import dev.cloakroom.service.UnitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The units that would run this very host: this program, with these places, for the sandbox that
/// the settings name.
final class HostUnit {
  /// Variables that say where things are. A service manager does not know what a shell has.
  private static final List<String> CARRIED =
      List.of(
          "CLOAKROOM_HOME",
          "XDG_DATA_HOME",
          "XDG_CONFIG_HOME",
          "DOCKER_HOST",
          "DOCKER_CONTEXT",
          "DOCKER_CONFIG",
          "CONTAINER_HOST");

  /// Where the launcher looks for a JDK by itself.
  private static final Path JDKS = Path.of("/usr/lib/jvm");

  private static final Path SYSTEM_SETTINGS = Path.of("/etc/cloakroom/cloakroom.yaml");

  /// What a system unit does not let its host see.
  private static final List<Path> HIDDEN =
      Stream.of("/home", "/root", "/run/user", "/tmp", "/var/tmp").map(Path::of).toList();

  private final Places places;
  private final Machine machine;
  private final Path launcher;

  HostUnit(Places places, Machine machine, Path launcher) {
    this.places = places;
    this.machine = machine;
    this.launcher = launcher;
  }

  /// The launcher of the application that these libraries belong to.
  ///
  /// @param classpath as `java.class.path` tells it
  static Path launcher(String classpath) {
    var library = Path.of(classpath.split(":", -1)[0]).toAbsolutePath().normalize();
    var application = library.resolveSibling("..").normalize();
    var current = application.resolveSibling("current");
    var lasting = application.toString().contains("/.cloakroom-app/app-") ? current : application;
    return lasting.resolve("bin/cloakroom");
  }

  Unit of(Scope scope) {
    if (!Files.isExecutable(launcher)) {
      throw new Problem(
          Kind.FAILED,
          "launcher-missing",
          "There is no launcher at %s: start this command by the launcher of a whole application."
              .formatted(launcher));
    }
    return scope == Scope.USER ? user() : system();
  }

  UnitFile file(Scope scope) {
    var configuration =
        variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(() -> machine.home().resolve(".config"));
    return UnitFile.of(scope, configuration);
  }

  private Unit user() {
    var settings = Settings.read(places.configuration());
    var environment = java();
    CARRIED.forEach(name -> variable(name).ifPresent(value -> environment.put(name, value)));
    var writable = writable(settings);
    if (!places.home().startsWith(machine.home())) {
      writable.add(places.home());
    }
    return new Unit(Scope.USER, launcher, environment, writable, Sandboxing.of(settings.sandbox()));
  }

  private Unit system() {
    var settings = Settings.read(Optional.of(SYSTEM_SETTINGS).filter(Files::exists));
    var environment = java();
    requireReachable(launcher);
    environment.values().forEach(home -> requireReachable(Path.of(home)));
    return new Unit(
        Scope.SYSTEM, launcher, environment, writable(settings), Sandboxing.of(settings.sandbox()));
  }

  private static List<Path> writable(Settings settings) {
    var spool = settings.store().spool();
    return new ArrayList<>(spool == null ? List.of() : List.of(spool.path()));
  }

  private static Map<String, String> java() {
    var home = Path.of(System.getProperty("java.home"));
    var variables = new TreeMap<String, String>();
    if (!home.startsWith(JDKS)) {
      variables.put("CLOAKROOM_JAVA_HOME", home.toString());
    }
    return variables;
  }

  private Optional<String> variable(String name) {
    return machine.variable(name).map(HostUnit::text);
  }

  private static String text(Secret value) {
    return value.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static void requireReachable(Path program) {
    boolean hidden = HIDDEN.stream().anyMatch(program::startsWith);
    for (var at = program; !hidden && at != null; at = at.getParent()) {
      hidden = !isOpen(at);
    }
    if (hidden) {
      throw new Problem(
          Kind.FAILED,
          "program-private",
          "The machine's own service can't reach %s: copy the application to where all may read it, such as /opt/cloakroom, and run this command from there."
              .formatted(program));
    }
  }

  private static boolean isOpen(Path at) {
    try {
      return Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException _) {
      return false;
    }
  }
}
