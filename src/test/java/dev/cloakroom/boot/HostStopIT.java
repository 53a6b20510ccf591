package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A host that stops while a command runs.
class HostStopIT {
  @TempDir private Path folder;
  private final RecordedLog log = new RecordedLog();

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void endsItsRunsFirstAndFindsNoFault() {
    try (var home = new GoogleHome(folder, Duration.ofHours(1))) {
      Prompt.Typed run;
      try (var _ = home.open()) {
        run = home.start("echo ready; sleep 30");
        run.awaitOut("ready");
      }

      assertThat(run.exit()).isNotZero();
      assertThat(home.runFolders()).isEmpty();
      assertThat(log.text()).doesNotContain("SEVERE", "WARNING");
    }
  }
}
