package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  @TempDir Path folder;
  private final MutableClock clock = new MutableClock(NOW);

  @Test
  void keepsWhatARunGotAndSaid() {
    var logs = new RunLogs(folder, clock);
    try (var log = logs.open("1a2b")) {
      log.header(List.of("run 1a2b of family", "mount /a at /b\n# forged"));
      log.line(new Transcript.Line(1, NOW, "stdout", "hello"));
      log.ended(Ending.failed("timeout", "too long"));
    }

    assertThat(logs.read("1a2b"))
        .isEqualTo(
            """
            # run 1a2b of family
            # mount /a at /b\u240a# forged
            2026-11-22T03:00:00Z stdout hello
            # ended 2026-11-22T03:00:00Z, exit code 125, timeout
            """);
    assertThat(logs.list()).extracting(RunLogs.Entry::run).containsExactly("1a2b");
  }

  @Test
  void isPrivate() throws IOException {
    new RunLogs(folder.resolve("runs"), clock).open("1a2b").close();

    try (var files = Files.list(folder.resolve("runs"))) {
      var mode = Files.getPosixFilePermissions(files.findFirst().orElseThrow());
      assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rw-------");
    }
  }

  @Test
  void keepsNoMoreThanItMay() {
    var logs = new RunLogs(folder, clock);
    try (var log = logs.open("1a2b")) {
      var line = new Transcript.Line(1, NOW, "stdout", "x".repeat(1 << 20));
      for (int i = 0; i < 10; i++) {
        log.line(line);
      }
    }

    assertThat(logs.list().getFirst().bytes()).isBetween(3L << 20, 4L << 20);
    assertThat(logs.read("1a2b")).endsWith("# what comes after is not kept\n");
  }

  @Test
  void forgetsTheOldest() {
    var logs = new RunLogs(folder, clock);
    for (int i = 0; i < 205; i++) {
      logs.open("%08x".formatted(i)).close();
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(logs.list()).hasSize(200);
    assertThat(logs.list().getFirst().run()).isEqualTo("000000cc");
    assertThat(logs.list().getLast().run()).isEqualTo("00000005");
  }

  @Test
  void countsBytesAndNotCharacters() {
    var logs = new RunLogs(folder, clock);
    try (var log = logs.open("1a2b")) {
      for (int i = 0; i < 10; i++) {
        log.line(new Transcript.Line(1, NOW, "stdout", "€".repeat(1 << 19)));
      }
    }

    assertThat(logs.list().getFirst().bytes()).isLessThanOrEqualTo(4L << 20);
  }

  @Test
  void forgetsNoneThatIsUnderWay() {
    var logs = new RunLogs(folder, clock);
    try (var first = logs.open("00000000")) {
      for (int i = 1; i < 205; i++) {
        clock.advance(Duration.ofSeconds(1));
        logs.open("%08x".formatted(i)).close();
      }
      first.header(List.of("still here"));

      assertThat(logs.read("00000000")).isEqualTo("# still here\n");
    }
    logs.open("ffffffff").close();
    assertThatThrownBy(() -> logs.read("00000000")).isInstanceOf(Problem.class);
  }

  @Test
  void aRunThatCanNotBeLoggedRunsAllTheSame() throws IOException {
    var logs = new RunLogs(folder.resolve("runs"), clock);
    Files.delete(folder.resolve("runs"));

    try (var log = logs.open("1a2b")) {
      log.header(List.of("nobody keeps this"));
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void saysThatThereIsNone() {
    assertThatThrownBy(() -> new RunLogs(folder, clock).read("../x"))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("unknown-run"));
  }
}
