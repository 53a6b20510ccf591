package dev.cloakroom.engine;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks for engines where their own tools look: the environment, Docker's contexts, the usual
/// sockets. An address that somebody named is the only one; else the first socket that is there.
///
/// @param environment the variables of whoever searches
/// @param system the root folder, `/`
public record EngineSearch(Map<String, String> environment, Path system) {
  public EngineSearch {
    environment = Map.copyOf(environment);
  }

  /// Finds nothing.
  public static EngineSearch nowhere() {
    return new EngineSearch(Map.of(), Path.of("/nowhere"));
  }

  /// Where Docker is.
  ///
  /// @throws Problem `no-engine` when it is nowhere; `engine-remote`, `engine-tls` or
  ///   `bad-engine-address` when it is named and of no use
  public Place docker() {
    return set("DOCKER_HOST")
        .map(address -> plain("DOCKER_HOST", address, !variable("DOCKER_TLS_VERIFY").isEmpty()))
        .or(this::context)
        .or(() -> first(dockerSockets()))
        .orElseThrow(() -> none("Docker", "DOCKER_HOST"));
  }

  /// Where Podman is.
  ///
  /// @throws Problem as for Docker
  public Place podman() {
    return set("CONTAINER_HOST")
        .map(address -> Place.of(address, "CONTAINER_HOST"))
        .or(() -> first(podmanSockets()))
        .orElseThrow(() -> none("Podman", "CONTAINER_HOST"));
  }

  /// Sockets that give power over the machine: no run may see them, there or not.
  public List<Path> sockets() {
    var found =
        Stream.<Supplier<Place>>of(this::docker, this::podman).flatMap(EngineSearch::socket);
    return Stream.of(found, dockerSockets(), podmanSockets())
        .flatMap(sockets -> sockets)
        .distinct()
        .toList();
  }

  private static Stream<Path> socket(Supplier<Place> search) {
    try {
      return search.get().address() instanceof UnixDomainSocketAddress address
          ? Stream.of(address.getPath())
          : Stream.empty();
    } catch (Problem _) {
      return Stream.empty();
    }
  }

  private Stream<Path> dockerSockets() {
    return Stream.of(
            Stream.of(system.resolve("var/run/docker.sock")),
            runtime().map(folder -> folder.resolve("docker.sock")),
            home().map(folder -> folder.resolve(".docker/run/docker.sock")),
            home().map(folder -> folder.resolve(".docker/desktop/docker.sock")))
        .flatMap(sockets -> sockets);
  }

  /// One's own first: root's can't be opened by others.
  private Stream<Path> podmanSockets() {
    return Stream.concat(
        runtime().map(folder -> folder.resolve("podman/podman.sock")),
        Stream.of(system.resolve("run/podman/podman.sock")));
  }

  private static Optional<Place> first(Stream<Path> sockets) {
    return sockets.filter(Files::exists).findFirst().map(Place::of);
  }

  /// The context that Docker's own command would use; the one called `default` is the usual socket.
  private Optional<Place> context() {
    var folder = dockerFolder();
    var name =
        set("DOCKER_CONTEXT")
            .or(() -> folder.map(f -> json(f.resolve("config.json")).at("currentContext").text()))
            .filter(n -> !n.isEmpty() && !n.equals("default"));
    return name.flatMap(n -> folder.map(f -> context(f, n)));
  }

  private static Place context(Path folder, String name) {
    var source = "the Docker context " + name.replaceAll("\\p{Cntrl}", "?");
    var contexts = folder.resolve("contexts");
    var endpoint =
        json(contexts.resolve("meta").resolve(hash(name)).resolve("meta.json"))
            .at("Endpoints")
            .at("docker");
    boolean tls = Files.exists(contexts.resolve("tls").resolve(hash(name)).resolve("docker"));
    return plain(source, endpoint.at("Host").text(), tls);
  }

  private static Place plain(String source, String address, boolean tls) {
    var place = Place.of(address, source);
    if (tls && address.startsWith("tcp")) {
      throw new Problem(
          Kind.REFUSED,
          "engine-tls",
          "%s wants TLS, which Cloakroom does not speak to engines: choose the engine's Unix socket."
              .formatted(source));
    }
    return place;
  }

  private Optional<Path> dockerFolder() {
    var named = path("DOCKER_CONFIG").findFirst();
    return named.or(() -> home().map(home -> home.resolve(".docker")).findFirst());
  }

  private Stream<Path> home() {
    return path("HOME");
  }

  private Stream<Path> runtime() {
    return path("XDG_RUNTIME_DIR");
  }

  private Stream<Path> path(String variable) {
    try {
      return set(variable).map(Path::of).filter(Path::isAbsolute).stream();
    } catch (InvalidPathException _) {
      return Stream.empty();
    }
  }

  private Optional<String> set(String variable) {
    return Optional.of(variable(variable)).filter(value -> !value.isEmpty());
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private static Json json(Path file) {
    try {
      return Json.read(Files.readString(file));
    } catch (IOException _) {
      return new Json(null);
    }
  }

  private static String hash(String name) {
    try {
      var bytes = name.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  private static Problem none(String product, String variable) {
    return new Problem(
        Kind.FAILED,
        "no-engine",
        "There is no %s here: install and start it, or name its socket with %s; see docs/engines.md."
            .formatted(product, variable));
  }
}
