package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.dial.Connection;
import dev.cloakroom.dial.Content;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.engine.Place;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A real engine with our image in it: one that runs already, or else one of our own, started once
/// in a JVM, in namespaces and folders of its own, and ended with the JVM, however that ends.
public final class RealEngine {
  public static final RealEngine DOCKER =
      new RealEngine("docker", "DOCKER_HOST", true, OwnEngine::docker);
  public static final RealEngine PODMAN =
      new RealEngine("podman", "CONTAINER_HOST", true, OwnEngine::podman);

  /// Docker as root whose users are others on this machine (`userns-remap`).
  public static final RealEngine REMAPPED =
      new RealEngine("docker", "DOCKER_HOST", false, OwnEngine::remapped);

  /// Docker of an ordinary user's, [OwnEngine#TESTER].
  public static final RealEngine ROOTLESS_DOCKER =
      new RealEngine("docker", "DOCKER_HOST", false, OwnEngine::rootlessDocker);

  /// Podman of theirs.
  public static final RealEngine ROOTLESS_PODMAN =
      new RealEngine("podman", "CONTAINER_HOST", false, OwnEngine::rootlessPodman);

  /// What our image is called while tests run.
  public static final String IMAGE = "localhost/cloakroom-agent-test";

  private static final Pattern CONTAINER = Pattern.compile("\"Id\":\"([0-9a-f]{64})\",\"Names\"");

  private final String command;
  private final String variable;
  private final boolean usual;
  private final Start own;

  @GuardedBy("this")
  private @Nullable Place place;

  @GuardedBy("this")
  private @Nullable Users users;

  private volatile @Nullable Path log;

  @FunctionalInterface
  private interface Start {
    OwnEngine make() throws IOException;
  }

  /// @param usual whether one that runs will do; else it is ours, and its image is a small one
  private RealEngine(String command, String variable, boolean usual, Start own) {
    this.command = command;
    this.variable = variable;
    this.usual = usual;
    this.own = own;
  }

  /// The name of its sandbox.
  public String sandbox() {
    return command;
  }

  /// What says where it is to whoever looks for it.
  public Map<String, String> environment() {
    return Map.of(variable, place().name());
  }

  /// All that the engine tells of its containers and of our image, and its log if we started it.
  public List<String> says() throws IOException {
    var containers = ask("/containers/json?all=1");
    var all = new ArrayList<>(List.of(containers, ask("/images/" + IMAGE + "/json")));
    all.add(ask("/images/" + IMAGE + "/history"));
    for (var match : CONTAINER.matcher(containers).results().toList()) {
      all.add(ask("/containers/" + match.group(1) + "/json"));
      all.add(ask("/containers/" + match.group(1) + "/logs?stdout=1&stderr=1"));
      all.add(ask("/containers/" + match.group(1) + "/top"));
    }
    var started = log;
    if (started != null) {
      all.add(Files.readString(started));
    }
    return all;
  }

  private String ask(String target) throws IOException {
    try (var connection = Connection.to(place().address())) {
      return connection.ask("GET", "/v1.41" + target, Content.none()).text();
    }
  }

  /// Whom a command runs as in it, asked once: Podman takes its time to say who it is.
  synchronized Users users() {
    var known = users;
    if (known == null) {
      known = newSandbox().users(null);
      users = known;
    }
    return known;
  }

  /// Lets a user of this machine open its socket.
  void admit(int user) {
    try {
      Files.setAttribute(socket(), "unix:uid", user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The engine's own socket.
  public Path socket() {
    return Path.of(place().name().substring("unix://".length()));
  }

  /// A sandbox of an installation of its own.
  public EngineSandbox newSandbox() {
    return sandboxOf(randomId());
  }

  /// A sandbox of a host that has just started.
  EngineSandbox sandboxOf(String installation) {
    return new EngineSandbox(
        command,
        this::place,
        new Installation(installation, randomId()),
        IMAGE,
        HostUser.current(),
        Path.of(System.getProperty("java.io.tmpdir"), "cloakroom-survey"));
  }

  static String randomId() {
    return Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000_0000, 0x7fff_ffff));
  }

  /// Where it listens; starts it at the first call.
  public synchronized Place place() {
    var known = place;
    if (known == null) {
      known = running();
      place = known;
      build(Engine.at(known));
    }
    return known;
  }

  private void build(Engine engine) {
    if (log == null) { // one that goes on without us
      var end = new Thread(() -> engine.images().remove(IMAGE));
      Runtime.getRuntime().addShutdownHook(end);
    }
    if (usual) {
      AgentImage.build(engine, IMAGE, RootFileSystem.tar(), _ -> {});
    } else {
      RootFileSystem.loadFew(engine, IMAGE);
    }
    assertThat(engine.images().find(IMAGE)).isPresent();
  }

  private Place running() {
    if (!usual) {
      return startOwn();
    }
    try {
      var found = find(new EngineSearch(System.getenv(), Path.of("/")));
      Engine.at(found);
      return found;
    } catch (Problem e) {
      if (!HostUser.current().isRoot()) {
        throw new AssertionError(
            "as an ordinary user these tests need a %s that runs: %s"
                .formatted(command, e.getMessage()),
            e);
      }
      return startOwn();
    }
  }

  private Place startOwn() {
    try {
      var made = own.make();
      log = made.log();
      var socket = made.start();
      return find(new EngineSearch(Map.of(variable, "unix://" + socket), Path.of("/")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Place find(EngineSearch search) {
    return command.equals("docker") ? search.docker() : search.podman();
  }
}
