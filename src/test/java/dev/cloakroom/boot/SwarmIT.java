package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.engine.Engine;
import dev.cloakroom.sandbox.Leftovers;
import dev.cloakroom.sandbox.RealEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fifty runs at once, half of them killed, and their host killed twice.
class SwarmIT {
  private static final int RUNS = 50;
  private static final int IN_AN_ENGINE = 10;

  private final Leftovers leftovers = new Leftovers();
  @TempDir private Path folder;

  @BeforeAll
  static void startTheEngine() {
    RealEngine.DOCKER.place(); // its image may have to be made first, which no test's time is for
  }

  @Test
  void leavesNothingAfterTheNextStart() {
    var engine = RealEngine.DOCKER;
    try (var home = new GoogleHome(folder, Duration.ofHours(1))) {
      var runs = new ArrayList<Prompt.Typed>();
      try (var host = HostProcess.upWith(engine.environment(), home.places().home())) {
        assertThat(home.prompt().run("connect", "google", "--as", "ana").exit()).isZero();
        for (int i = 0; i < RUNS; i++) {
          runs.add(start(home, i < IN_AN_ENGINE));
        }
        runs.forEach(run -> run.awaitOut("ready\n"));
        assertThat(home.runFolders()).hasSize(RUNS);
        assertThat(containers(home)).hasSize(2 * IN_AN_ENGINE); // each with one for its network

        killHalf(leftovers.running());
        host.kill();
      }
      runs.forEach(run -> assertThat(run.exit()).isNotZero());
      try (var second = HostProcess.upWith(engine.environment(), home.places().home())) {
        second.kill(); // while it clears up
      }
      try (var _ = HostProcess.upWith(engine.environment(), home.places().home())) {
        Patience.until(() -> containers(home).isEmpty(), () -> "the containers to go");
        Patience.until(() -> home.runFolders().isEmpty(), () -> "the folders to go");
        leftovers.awaitNone(Duration.ofSeconds(10));
        assertThat(socketsUnder(home.places().runtime())).containsExactly(home.places().socket());
        assertThat(home.prompt().run("grants", "--json").out().strip()).isEqualTo("[]");
        assertThat(home.prompt().run("token", "google/ana").out()).startsWith("access-");
      }
    }
  }

  private Prompt.Typed start(GoogleHome home, boolean inAnEngine) {
    var line = new ArrayList<>(List.of("run", "--network", "socket-only"));
    line.addAll(List.of("--for", "oauth-client=google/ana"));
    if (inAnEngine) {
      line.addAll(List.of("--sandbox", "docker", "--image", RealEngine.IMAGE));
    }
    line.addAll(List.of("--", "sh", "-c", "echo ready; " + leftovers.sleep() + "; echo over"));
    return home.prompt().start(line.toArray(String[]::new));
  }

  /// Kills at random: commands, the shells around them, and the bwraps around these.
  private static void killHalf(List<Long> processes) {
    var some = new ArrayList<>(processes);
    Collections.shuffle(some, new Random(7));
    some.subList(0, some.size() / 2)
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  private static List<String> containers(GoogleHome home) {
    try {
      var installation = Files.readString(home.places().installation()).strip();
      var label = "dev.cloakroom.installation=" + installation;
      return List.copyOf(Engine.at(RealEngine.DOCKER.place()).labelled(label).keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> socketsUnder(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(SwarmIT::isSocket).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    return !Files.isRegularFile(file) && !Files.isDirectory(file) && !Files.isSymbolicLink(file);
  }
}
