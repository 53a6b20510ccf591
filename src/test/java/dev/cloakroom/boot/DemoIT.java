package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @TempDir private Path home;

  @Test
  void endsWithOkAndZero() {
    try (var demo = HostProcess.start(home, "demo", "--auto")) {
      int exit = demo.exit();

      assertThat(demo.said()).last().isEqualTo("demo: ok");
      assertThat(exit).isZero();
    }
  }
}
