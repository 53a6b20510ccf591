package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.Leftovers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts that die without a word, and hosts that may not start.
class HostCrashIT {
  @TempDir private Path folder;
  private final Leftovers leftovers = new Leftovers();

  @Test
  void aKilledHostTakesItsRunsWithItAndTheNextOneClearsUp() {
    try (var home = new GoogleHome(folder, Duration.ofHours(1));
        var host = HostProcess.up(home.places().home())) {
      var run = home.start(GoogleHome.ASK + "echo; echo ready; exec " + leftovers.sleep());
      run.awaitOut("\nready\n");
      assertThat(home.prompt().run("grants").out()).contains("run-");
      assertThat(leftovers.running()).isNotEmpty();
      var delivered = home.runFolders().getFirst().resolve("tokens/google-calendar.json");
      assertThat(delivered).exists();

      host.kill();

      leftovers.awaitNone(Duration.ofSeconds(10));
      assertThat(run.exit()).isEqualTo(125);
      assertThat(run.err()).contains("host-gone");
      try (var _ = home.open()) {
        Patience.until(() -> home.runFolders().isEmpty(), () -> "the folders of runs to go");
        assertThat(home.prompt().run("grants", "--json").out().strip()).isEqualTo("[]");
        assertThat(home.prompt().run("token", "google/ana").out()).startsWith("access-");
      }
    }
  }

  @Test
  void aSecondHostOnOneHomeIsRefused() {
    try (var home = new GoogleHome(folder, Duration.ofHours(1));
        var _ = home.open();
        var second = HostProcess.start(home.places().home(), "up")) {
      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.said())
          .containsExactly(
              "cloakroom: A host is running on "
                  + home.places().home()
                  + " already: use it, or stop it first; another home is chosen with CLOAKROOM_HOME. [already-running]");
      assertThat(home.prompt().run("status").exit()).isZero();
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          folder.resolve("cloakroom.yaml"), "console: {port: " + other.getLocalPort() + "}\n");
      try (var host = HostProcess.start(folder, "up")) {
        assertThat(host.exit()).isEqualTo(1);
        assertThat(host.said())
            .singleElement()
            .asString()
            .contains("Port " + other.getLocalPort() + " on ")
            .endsWith("[port-taken]");
      }
    }
  }
}
