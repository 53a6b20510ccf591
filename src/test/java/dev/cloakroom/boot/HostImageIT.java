package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.RealEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The host's own image and compose file, on a real Docker and without a registry: this machine's
/// JDK on a small Debian takes the place of the base that is usually pulled.
class HostImageIT {
  private static final String BASE = "localhost/cloakroom-host-base-test";
  private static final String IMAGE = "localhost/cloakroom-host-test";
  private static final String BASE_DOCKERFILE =
      "FROM %s\nUSER root\nCOPY jdk /usr/lib/jvm/jdk-25\n".formatted(RealEngine.IMAGE);
  private static final String JDK =
      """
      tar -c -h -C "$JAVA_HOME" --exclude=./lib/src.zip --exclude=./lib/ct.sym --exclude=./jmods \
        --transform='s,^[.]/,jdk/,' . -C "$0" Dockerfile | docker build -q -t "$1" -\
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void build() throws Exception {
    Files.writeString(folder.resolve("Dockerfile"), BASE_DOCKERFILE);
    Files.writeString(
        folder.resolve("override.yaml"), "services: {cloakroom: {image: %s}}\n".formatted(IMAGE));
    run("./cloakroom", "--version");
    run("sh", "-c", JDK, folder.toString(), BASE);
    run("docker", "build", "-q", "--build-arg", "BASE=" + BASE, "-t", IMAGE, ".");
  }

  @AfterAll
  static void clean() throws Exception {
    run("sh", "-c", "docker rmi --force %s %s".formatted(IMAGE, BASE));
  }

  @Test
  void composeStartsAHostThatIsWellAndMayDoNothing() throws Exception {
    compose("up", "-d", "--no-build");
    try {
      awaitStatus();

      assertThat(compose("exec", "-T", "cloakroom", "cloakroom", "status"))
          .contains("/var/lib/cloakroom", "http://localhost:7878");
      assertThat(inside("id -u; grep -h -E 'CapEff|NoNewPrivs' /proc/1/status; touch /x; true"))
          .contains("10001", "CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Read-only");
    } finally {
      compose("down", "-v");
    }
  }

  @Test
  void composeUnderstandsBothOfItsFiles() throws Exception {
    assertThat(run("docker-compose", "-f", "compose.yaml", "config")).contains("read_only: true");
    assertThat(run("docker-compose", "-f", "compose.yaml", "-f", "compose/engine.yaml", "config"))
        .contains("docker.sock");
  }

  @Test
  void theImageHoldsNoKeyAndNoSource() throws Exception {
    var find = "find / -xdev '(' -name master.key -o -name vault.db -o -name '*.java' ')'";

    var found = run("docker", "run", "--rm", "-u", "0", "--entrypoint", "sh", IMAGE, "-c", find);

    assertThat(found).isEmpty();
  }

  private static void awaitStatus() throws Exception {
    for (int i = 0; !inside("cloakroom status; echo exit $?").contains("exit 0"); i++) {
      assertThat(i).as("tries").isLessThan(60);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  private static String inside(String script) throws Exception {
    return compose("exec", "-T", "cloakroom", "sh", "-c", "{ %s; } 2>&1".formatted(script));
  }

  private static String compose(String... words) throws Exception {
    var override = folder.resolve("override.yaml").toString();
    var line = new ArrayList<>(List.of("docker-compose", "-p", "cloakroom-test"));
    line.addAll(List.of("-f", "compose.yaml", "-f", override));
    line.addAll(List.of(words));
    return run(line.toArray(String[]::new));
  }

  private static String run(String... line) throws Exception {
    return output(List.of(line));
  }

  private static String output(List<String> line) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment());
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", line, said).isZero();
    return said;
  }

  private static Map<String, String> environment() {
    return Map.of(
        "DOCKER_HOST",
        "unix://" + RealEngine.DOCKER.socket(),
        "DOCKER_BUILDKIT",
        "0",
        "DOCKER_GROUP",
        "0",
        "JAVA_HOME",
        System.getProperty("java.home"));
  }
}
