package dev.cloakroom.boot;

import dev.cloakroom.service.Unit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where everything of one installation is (XDG Base Directory Specification).
///
/// @param home the data folder: vault, key, logs
/// @param configurations where `cloakroom.yaml` may be; the first that exists counts
/// @param runtime the folder of sockets and of what lives no longer than the host
/// @param credentials the folder of what the service manager gave to this host; null for none
record Places(Path home, List<Path> configurations, Path runtime, @Nullable Path credentials) {
  private static final String CONFIGURATION = "cloakroom.yaml";
  private static final String MOUNTS = "mount-allowlist.json";

  /// The places that the environment names: `CLOAKROOM_HOME`, the XDG variables, `HOME`.
  static Places of(Map<String, String> environment) {
    var person = set(environment, "HOME");
    var user = Path.of(person == null ? System.getProperty("user.home") : person);
    var named = set(environment, "CLOAKROOM_HOME");
    var home =
        named == null
            ? under(environment, "XDG_DATA_HOME", user.resolve(".local/share"))
            : Path.of(named).toAbsolutePath().normalize();
    var configuration = under(environment, "XDG_CONFIG_HOME", user.resolve(".config"));
    return new Places(
        home,
        named == null
            ? List.of(home.resolve(CONFIGURATION), configuration.resolve(CONFIGURATION))
            : List.of(home.resolve(CONFIGURATION)),
        runtime(set(environment, "XDG_RUNTIME_DIR"), home, named != null),
        Optional.ofNullable(set(environment, "CREDENTIALS_DIRECTORY")).map(Path::of).orElse(null));
  }

  /// The places of an installation that is all in one folder.
  static Places in(Path home) {
    return new Places(home, List.of(home.resolve(CONFIGURATION)), home.resolve("run"), null);
  }

  private static Path runtime(@Nullable String xdg, Path home, boolean named) {
    if (xdg == null || !Path.of(xdg).isAbsolute() || !Files.isDirectory(Path.of(xdg))) {
      return home.resolve("run");
    }
    return Path.of(xdg).resolve(named ? "cloakroom-" + shortHash(home) : "cloakroom");
  }

  private static Path under(Map<String, String> environment, String variable, Path otherwise) {
    var named = set(environment, variable);
    boolean counts = named != null && Path.of(named).isAbsolute(); // or it is to be ignored: XDG
    return (counts ? Path.of(named) : otherwise).resolve("cloakroom").toAbsolutePath();
  }

  private static @Nullable String set(Map<String, String> environment, String variable) {
    var value = environment.get(variable);
    return value == null || value.isEmpty() ? null : value;
  }

  private static String shortHash(Path path) {
    try {
      var bytes = path.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  Optional<Path> configuration() {
    return configurations.stream()
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .findFirst();
  }

  /// Where the allowlist of mounts may be, the first that exists counts: beside the configuration,
  /// or where NanoClaw has it.
  ///
  /// @param person their home folder
  List<Path> mountAllowlists(Path person) {
    return Stream.concat(
            configurations.stream().map(file -> file.resolveSibling(MOUNTS)),
            Stream.of(person.resolve(".config/nanoclaw").resolve(MOUNTS)))
        .toList();
  }

  /// The folders that no run may see.
  List<Path> folders() {
    return Stream.concat(
            Stream.of(home, runtime),
            configurations.stream().map(Path::getParent).filter(Objects::nonNull))
        .distinct()
        .toList();
  }

  Path socket() {
    return runtime.resolve("control");
  }

  Path database() {
    return home.resolve("vault.db");
  }

  Path masterKey() {
    return home.resolve("master.key");
  }

  /// The master key that the service manager gave, if it did.
  Optional<Path> givenKey() {
    return Optional.ofNullable(credentials)
        .map(folder -> folder.resolve(Unit.MASTER_KEY))
        .filter(Files::exists);
  }

  /// The file of the installation's id.
  Path installation() {
    return home.resolve("installation");
  }

  Path lock() {
    return home.resolve("host.lock");
  }

  Path logs() {
    return home.resolve("logs");
  }

  Path runLogs() {
    return logs().resolve("runs");
  }

  /// Where replies are kept while the database can't be written, best first: beside it, and in the
  /// runtime folder, which often is on another file system.
  List<Path> spools() {
    return List.of(home.resolve("spool"), runtime.resolve("spool"));
  }

  /// Where releases are written while the database can't be.
  Path auditReserve() {
    return home.resolve("audit-reserve");
  }

  /// Where lent refresh tokens are: they outlive a crash of the host.
  Path loans() {
    return home.resolve("loans");
  }

  Path runs() {
    return runtime.resolve("r");
  }
}
