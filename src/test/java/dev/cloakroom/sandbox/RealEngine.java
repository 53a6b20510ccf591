package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.engine.Engine;
import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.engine.Place;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A real engine with our image in it: one that runs already, or else one of our own, started once
/// in a JVM, in namespaces and folders of its own, and ended with the JVM, however that ends.
public final class RealEngine {
  public static final RealEngine DOCKER = new RealEngine("docker", "DOCKER_HOST");
  public static final RealEngine PODMAN = new RealEngine("podman", "CONTAINER_HOST");

  /// What our image is called while tests run.
  public static final String IMAGE = "localhost/cloakroom-agent-test";

  private static final Duration START = Duration.ofSeconds(60);

  private final String command;
  private final String variable;

  @GuardedBy("this")
  private @Nullable Place place;

  private RealEngine(String command, String variable) {
    this.command = command;
    this.variable = variable;
  }

  /// The name of its sandbox.
  public String sandbox() {
    return command;
  }

  /// What says where it is to whoever looks for it.
  public Map<String, String> environment() {
    return Map.of(variable, place().name());
  }

  /// The engine's own socket.
  public Path socket() {
    return Path.of(place().name().substring("unix://".length()));
  }

  /// A sandbox of an installation of its own.
  EngineSandbox newSandbox() {
    return sandboxOf(randomId());
  }

  /// A sandbox of a host that has just started.
  EngineSandbox sandboxOf(String installation) {
    return new EngineSandbox(
        command,
        this::place,
        new Installation(installation, randomId()),
        IMAGE,
        HostUser.current());
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
    var end = new Thread(() -> engine.images().remove(IMAGE));
    Runtime.getRuntime().addShutdownHook(end);
    AgentImage.build(engine, IMAGE, RootFileSystem.tar(), _ -> {});
    assertThat(engine.images().find(IMAGE)).isPresent();
  }

  private Place running() {
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
      return find(new EngineSearch(Map.of(variable, "unix://" + startOwn()), Path.of("/")));
    }
  }

  private Place find(EngineSearch search) {
    return this == DOCKER ? search.docker() : search.podman();
  }

  private Path startOwn() {
    try {
      var folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), command);
      var socket = Files.createTempDirectory("cloakroom-" + command).resolve("s");
      var process = start(folder, String.join(" ", line(folder, socket)));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder, socket)));
      await(process, folder, socket);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> line(Path folder, Path socket) throws IOException {
    return this == DOCKER
        ? List.of(
            "dockerd",
            "-H unix://" + socket,
            "--data-root " + folder.resolve("data"),
            "--exec-root " + socket.resolveSibling("x"),
            "-p " + folder.resolve("pid"))
        : List.of(
            "CONTAINERS_CONF=" + limits(folder),
            "podman",
            "--root " + folder.resolve("data"),
            "--runroot " + socket.resolveSibling("r"),
            "--tmpdir " + socket.resolveSibling("t"),
            "--cgroup-manager cgroupfs --events-backend file",
            "system service -t 0 unix://" + socket);
  }

  /// Podman asks for more open files than machines like ours allow.
  private static Path limits(Path folder) throws IOException {
    var limits = "[containers]\ndefault_ulimits = [\"nofile=4096:4096\", \"nproc=4096:4096\"]\n";
    return Files.writeString(folder.resolve("containers.conf"), limits);
  }

  private static Process start(Path folder, String engine) throws IOException {
    var command = new ArrayList<String>();
    command.addAll(List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child"));
    command.addAll(List.of("--mount-proc", "--", "sh", "-c"));
    command.add(
        "ip link set lo up; %s >%s/log 2>&1 & read -r end; kill -TERM $!; wait $!"
            .formatted(engine, folder));
    return new ProcessBuilder(command)
        .directory(folder.toFile()) // Podman leaves a file `oom` where it runs
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void await(Process process, Path folder, Path socket) throws IOException {
    var end = System.nanoTime() + START.toNanos();
    while (!answers(socket)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(
            "the engine does not start: " + Files.readString(folder.resolve("log")));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static boolean answers(Path socket) {
    try {
      var search = new EngineSearch(Map.of("DOCKER_HOST", "unix://" + socket), Path.of("/"));
      Engine.at(search.docker());
      return true;
    } catch (Problem _) {
      return false;
    }
  }

  private static void end(Process process, Path folder, Path socket) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      for (var left : List.of(folder, socket.resolveSibling(""))) {
        new ProcessBuilder("rm", "-rf", left.toString()).start().waitFor();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
