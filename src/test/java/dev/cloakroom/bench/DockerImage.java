package dev.cloakroom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A Docker with a small image of this machine's own `date`, `sleep` and `true` in it: the Docker
/// that is here, or else one of the bench's own, which ends with it.
final class DockerImage implements AutoCloseable {
  static final String NAME = "localhost/cloakroom-bench";

  private static final long LONGEST_START = Duration.ofSeconds(60).toNanos();
  private static final String MADE =
      """
      for program in date sleep true env; do ldd /usr/bin/$program | grep -o '/[^ ]*'; done \
        | sort -u | xargs tar -ch /usr/bin/date /usr/bin/sleep /usr/bin/true /usr/bin/env 2>/dev/null \
        | docker import - "$0" >/dev/null\
      """;
  private static final String OWN =
      """
      ip link set lo up
      dockerd -H "unix://$0/s" --data-root "$0/data" --exec-root "$0/x" -p "$0/pid" >"$0/log" 2>&1 &
      read -r end; kill -TERM $!; wait $!\
      """;

  private final Map<String, String> environment;
  private final Process own;

  private DockerImage(Map<String, String> environment, Process own) {
    this.environment = environment;
    this.own = own;
  }

  /// Finds or starts the engine, and makes the image.
  static DockerImage in(Path folder) {
    try {
      var docker = isHere(Map.of()) ? new DockerImage(Map.of(), none()) : started(folder);
      docker.command("sh", "-c", MADE, NAME).run();
      return docker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process none() throws IOException {
    return new ProcessBuilder("true").start();
  }

  private static DockerImage started(Path folder) throws IOException {
    Files.createDirectories(folder);
    var line = List.of("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child");
    var command = new ArrayList<>(line);
    command.addAll(List.of("--mount-proc", "--", "sh", "-c", OWN, folder.toString()));
    var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    var environment = Map.of("DOCKER_HOST", "unix://" + folder.resolve("s"));
    for (long begin = System.nanoTime(); !isHere(environment); ) {
      if (!process.isAlive() || System.nanoTime() - begin > LONGEST_START) {
        process.destroy();
        throw new AssertionError("no Docker here, and none of our own: " + folder.resolve("log"));
      }
      LockSupport.parkNanos(50_000_000);
    }
    return new DockerImage(environment, process);
  }

  private static boolean isHere(Map<String, String> environment) {
    return new Command(List.of("docker", "version"), environment).succeeds();
  }

  /// What says where the engine is.
  Map<String, String> environment() {
    return environment;
  }

  /// A command of somebody who uses it.
  Command command(String... line) {
    return new Command(List.of(line), environment);
  }

  @Override
  public void close() {
    var _ = command("docker", "rmi", "--force", NAME).succeeds();
    try {
      own.getOutputStream().close(); // it ends its Docker
    } catch (IOException _) {
      own.destroy();
    }
    own.onExit().join();
  }
}
