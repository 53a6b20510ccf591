package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.NpmPackages;
import dev.cloakroom.oauth.Json;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two runs of two tools and a tool of the person's own share one rotating account through many
/// expiries: nobody ever sees an error, and no token family is revoked.
///
/// As many as `-Dcloakroom.expiries` says, of tokens that live for `-Dcloakroom.lifetime` seconds.
class ExpiriesIT {
  private static final int EXPIRIES = Integer.getInteger("cloakroom.expiries", 10);
  private static final Duration LIFETIME =
      Duration.ofSeconds(Integer.getInteger("cloakroom.lifetime", 4));
  private static final Duration LONGEST = LIFETIME.multipliedBy(EXPIRIES).plusSeconds(60);
  private static final String API = "http://127.0.0.1:4300";

  @TempDir private Path folder;

  @Test
  void twoRunsAndTheHostShareOneAccount() throws Exception {
    var own = folder.resolve("kimi-code.json");
    try (var server = OidcProvider.start(LIFETIME);
        var home = new LocalHome(folder, server);
        var _ = home.open();
        var node = new Place(server.issuer());
        var rclone = new Place(server.issuer());
        var client = HttpClient.newHttpClient()) {
      home.connect();
      assertThat(grant(home, own).exit()).isZero();
      var one =
          start(
              home,
              node,
              "google=local/ana",
              "node ../again.mjs %s/calendar/v3/calendars/primary/events .".formatted(API));
      var other = start(home, rclone, "rclone=local/ana", AGAIN);

      long first = home.ask().generation();
      long checks = 0;
      long end = System.nanoTime() + LONGEST.toNanos();
      while (home.ask().generation() < first + EXPIRIES) {
        assertThat(one.hasEnded() || other.hasEnded()).as(one + "\n" + other).isFalse();
        assertThat(System.nanoTime()).as("time").isLessThan(end);
        assertThat(status(client, server.issuer(), own)).as("the host's own file").isEqualTo(200);
        checks++;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
      node.stop();
      rclone.stop();

      assertThat(one.exit()).as(one.toString()).isZero();
      assertThat(other.exit()).as(other.toString()).isZero();
      assertThat(server.stats().revoked()).isZero();
      assertThat(server.stats().refreshes())
          .as("one for each generation")
          .isBetween((long) EXPIRIES, home.ask().generation() - 1);
      System.out.printf(
          "%d expiries, %d refreshes; %s and %s in the runs, %d checks of the host's file%n",
          EXPIRIES, server.stats().refreshes(), one.out().strip(), other.out().strip(), checks);
    }
  }

  private static final String AGAIN =
      """
      calls=0
      until [ -e stop ]; do
        rclone --gcs-endpoint %s/storage/v1/ cat rclone:bucket/note.txt > /dev/null || exit 1
        calls=$((calls + 1))
        sleep 0.2
      done
      echo "$calls calls"
      """
          .formatted(API);

  private static Prompt.Typed grant(LocalHome home, Path file) {
    return home.prompt()
        .run("grant", "host", "local/ana", "--for", "kimi-cli", "--file", file.toString());
  }

  private static Prompt.Typed start(LocalHome home, Place place, String tool, String command) {
    var script =
        """
        cd %s
        PATH=$PWD/../node_modules/node/bin:$PATH
        socat TCP4-LISTEN:4300,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:api.sock &
        until curl -s -o /dev/null %s; do :; done
        %s
        """
            .formatted(place.work, API, command);
    var options =
        List.of(
            "run",
            "--network",
            "socket-only",
            "--for",
            tool,
            "--workdir",
            place.tools.toString(),
            "--env",
            "RCLONE_CONFIG_RCLONE_TYPE=google cloud storage",
            "--",
            "sh",
            "-c",
            script);
    return home.prompt().start(options.toArray(String[]::new));
  }

  /// What the provider answers to the token that is in the person's own file now.
  private static int status(HttpClient client, URI issuer, Path file)
      throws IOException, InterruptedException {
    var token = Json.read(Files.readAllBytes(file)).orElseThrow().members().get("access_token");
    var request =
        HttpRequest.newBuilder(issuer.resolve("/me")).header("authorization", "Bearer " + token);
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  /// Where one run works, beside the tools, with the APIs at a socket of its own.
  private static final class Place implements AutoCloseable {
    private final Path tools = NpmPackages.installed("tools").toAbsolutePath();
    private final Path work = tools.resolve("w-" + UUID.randomUUID());
    private final Apis apis;

    Place(URI issuer) {
      DurableFile.privateFolder(work);
      this.apis = Apis.at(work.resolve("api.sock"), issuer);
    }

    void stop() {
      try {
        Files.createFile(work.resolve("stop"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      apis.close();
    }
  }
}
