package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Tools that we did not write, unmodified, each doing its own work in a sandbox without any
/// network through three expiries of its token, against an authorization server that rotates and
/// kills a grant whose spent refresh token comes again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {
  private static final Duration LIFETIME = Duration.ofSeconds(4);
  private static final int TURNS = 4;
  private static final Clock CLOCK = Clock.systemUTC();

  private OidcProvider server;

  @BeforeAll
  void start() {
    server = OidcProvider.start(LIFETIME);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void curlByTheHelperScript(@TempDir Path folder) {
    goesThroughThreeExpiries(
        folder,
        "plain=local/ana=helper",
        "/run/cloakroom/cloakroom-token plain --as header | curl -sf -H @- http://127.0.0.1:4300/data");
  }

  @Test
  void gitByItsCredentialHelper(@TempDir Path folder) {
    goesThroughThreeExpiries(
        folder, "git=local/ana", "git ls-remote http://127.0.0.1:4300/repo.git");
  }

  /// Runs `command` once before an expiry and once after each of three.
  private void goesThroughThreeExpiries(Path folder, String tool, String command) {
    try (var home = new LocalHome(folder, server);
        var _ = home.open()) {
      home.connect();
      long refreshes = server.stats().refreshes();
      long first = home.ask().generation();
      var work = work(folder);
      try (var api = new ResourceServer(work.resolve("api.sock"), server.issuer().resolve("/me"))) {
        var run =
            home.prompt()
                .start(
                    "run",
                    "--workdir",
                    work.toString(),
                    "--network",
                    "none",
                    "--for",
                    tool,
                    "--",
                    "sh",
                    "-c",
                    turns(command));
        for (int turn = 1; turn <= TURNS; turn++) {
          touch(work.resolve("go" + turn));
          awaitTurn(run, work.resolve("done" + turn));
          awaitExpiry(home);
        }

        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(new HashSet<>(api.good())).as("tokens").hasSizeGreaterThanOrEqualTo(TURNS);
        assertThat(api.refused()).isEmpty();
        assertThat(server.stats().refreshes() - refreshes)
            .isBetween(home.ask().generation() - first - 1, home.ask().generation() - first);
        assertThat(server.stats().revoked()).isZero();
        assertThat(new Marks(home.turnstile().refreshTokens()).inFiles(work)).isEmpty();
      }
    }
  }

  private static String turns(String command) {
    return """
    socat TCP4-LISTEN:4300,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:api.sock &
    until curl -s -o /dev/null http://127.0.0.1:4300/; do :; done
    for turn in $(seq %d); do
      until [ -e go$turn ]; do sleep 0.05; done
      %s || exit 1
      env > environment; cp -r /home home-$turn 2> /dev/null
      touch done$turn
    done
    """
        .formatted(TURNS, command);
  }

  private static void awaitTurn(Prompt.Typed run, Path done) {
    Patience.until(() -> Files.exists(done) || run.hasEnded(), () -> done + " of " + run);
    assertThat(done).as(run.toString()).exists();
  }

  /// Waits until the token of now is good no more.
  private static void awaitExpiry(LocalHome home) {
    var expiry = home.ask().expiresAt();
    Patience.until(() -> expiry != null && CLOCK.instant().isAfter(expiry), () -> "an expiry");
  }

  private static Path work(Path folder) {
    var work = folder.resolve("work");
    DurableFile.privateFolder(work);
    return work;
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
