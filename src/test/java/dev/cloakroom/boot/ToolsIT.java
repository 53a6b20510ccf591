package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.NpmPackages;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Tools that we did not write, unmodified, each doing its own work in a sandbox without any network
/// through three expiries of its token, against an authorization server that rotates and kills a
/// grant whose spent refresh token comes again. What they call asks that server about each token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {
  private static final Duration LIFETIME = Duration.ofSeconds(6);
  private static final int TURNS = 4;
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String API = "http://127.0.0.1:4300";
  private static final String EVENTS = API + "/calendar/v3/calendars/primary/events";
  private static final String HELLO = "hello from the stub";

  private OidcProvider server;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    server = OidcProvider.start(LIFETIME);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void curlByTheHelperScript() {
    var token = "/run/cloakroom/cloakroom-token plain --as header";
    goesOn("plain=local/ana=helper", token + " | curl -sf -H @- " + API + "/data", "data");
  }

  @Test
  void gitByItsCredentialHelper() {
    goesOn("git=local/ana", "git ls-remote " + API + "/repo.git", "refs/heads/main");
  }

  @Test
  void kimiByItsTokenEndpoint() {
    callsApis(
        "kimi=local/ana",
        each("../node_modules/.bin/kimi -p hi"),
        "--env",
        "KIMI_CODE_BASE_URL=" + API + "/coding/v1");
  }

  @Test
  void kimiByAFileThatTheHostRewrites() {
    callsApis(
        "kimi=local/ana=access-file",
        each("../node_modules/.bin/kimi -p hi"),
        "--env",
        "KIMI_CODE_BASE_URL=" + API + "/coding/v1");
  }

  @Test
  void codexByAFileThatTheHostRewrites() {
    callsApis("codex=local/ana=access-file", each(codex()));
  }

  @Test
  void codexByItsTokenEndpoint() {
    callsApis("codex=local/ana", each(codex()));
  }

  private static String codex() {
    var provider =
        "model_providers.stub={name=\"stub\",base_url=\"%s/v1\",wire_api=\"responses\",requires_openai_auth=true,supports_websockets=false}"
            .formatted(API);
    return "../node_modules/.bin/codex exec --skip-git-repo-check -c model=codex-test -c model_provider=stub -c '%s' -c chatgpt_base_url=%s/backend-api hi < /dev/null"
        .formatted(provider, API);
  }

  @Test
  void rcloneByItsTokenEndpoint() {
    callsApis(
        "rclone=local/ana",
        each(
            "rclone --gcs-endpoint %s/storage/v1/ cat rclone:bucket/note.txt && echo".formatted(API)),
        "--env",
        "RCLONE_CONFIG_RCLONE_TYPE=google cloud storage");
  }

  @Test
  void googlesLibraryForNodeByItsTokenEndpoint() {
    callsApis(
        "google=local/ana", "node ../google.mjs %s . %d || exit 1".formatted(EVENTS, TURNS));
  }

  @Test
  void googlesLibraryForPythonByItsTokenEndpoint() {
    callsApis(
        "oauth-client=local/ana",
        "/usr/bin/python3 ../google.py /home/.cloakroom/oauth-client/client.json %s . %d || exit 1"
            .formatted(EVENTS, TURNS));
  }

  /// Runs a tool whose API is the simple one, with a new process for each turn.
  private void goesOn(String tool, String command, String answer) {
    var work = folder.resolve("work");
    DurableFile.privateFolder(work);
    var userinfo = server.issuer().resolve("/me");
    go(work, tool, each(command), answer, (socket, _) -> new ResourceServer(socket, userinfo));
  }

  /// Runs a tool that calls an API of its own.
  private void callsApis(String tool, String turns, String... options) {
    var work = NpmPackages.installed("tools").toAbsolutePath().resolve("w-" + UUID.randomUUID());
    DurableFile.privateFolder(work);
    go(work, tool, turns, HELLO, Apis::at, options);
  }

  /// Runs `turns` once before an expiry and once after each of three.
  private void go(
      Path work,
      String tool,
      String turns,
      String answer,
      BiFunction<Path, URI, AutoCloseable> api,
      String... options) {
    try (var home = new LocalHome(folder, server);
        var _ = home.open();
        var _ = closing(api.apply(work.resolve("api.sock"), server.issuer()))) {
      home.connect();
      long refreshes = server.stats().refreshes();
      long generation = home.ask().generation();
      var run = home.prompt().start(command(work, tool, turns, options));
      for (int turn = 1; turn <= TURNS; turn++) {
        touch(work.resolve("go" + turn));
        awaitTurn(run, work.resolve("done" + turn));
        awaitExpiry(home);
      }

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out().lines().filter(line -> line.contains(answer))).hasSize(TURNS);
      assertThat(server.stats().refreshes() - refreshes)
          .as("refreshes, one for each generation")
          .isBetween(home.ask().generation() - generation - 1, home.ask().generation() - generation);
      assertThat(server.stats().revoked()).isZero();
      assertThat(new Marks(home.turnstile().refreshTokens()).inFiles(work)).isEmpty();
    }
  }

  private static String[] command(Path work, String tool, String turns, String... options) {
    var command = new ArrayList<>(List.of("run", "--network", "none", "--for", tool));
    var inside = work.getParent().endsWith("tools") ? work.getParent() : work;
    command.addAll(List.of("--workdir", inside.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--", "sh", "-c", script(work, turns)));
    return command.toArray(String[]::new);
  }

  /// Leads the API's port to its socket, and shows all that the tool had of files and variables.
  private static String script(Path work, String turns) {
    return """
        cd %s
        PATH=$PWD/../node_modules/node/bin:$PATH
        socat TCP4-LISTEN:4300,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:api.sock &
        until curl -s -o /dev/null http://127.0.0.1:4300/; do :; done
        %s
        env > environment
        cp -rL /home home
        """
        .formatted(work, turns);
  }

  private static String each(String command) {
    return """
        for turn in $(seq %d); do
          until [ -e go$turn ]; do sleep 0.05; done
          %s || exit 1
          touch done$turn
        done
        """
        .formatted(TURNS, command);
  }

  private static Closing closing(AutoCloseable server) {
    return () -> {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /// A server that closes without a word.
  private interface Closing extends AutoCloseable {
    @Override
    void close();
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

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
