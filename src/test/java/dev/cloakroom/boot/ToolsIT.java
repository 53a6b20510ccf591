package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.NpmPackages;
import dev.cloakroom.oauth.OidcProvider;
import dev.cloakroom.store.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tools that we did not write, unmodified, each doing its own work in a sandbox without any
/// network through three expiries of its token, against an authorization server that rotates and
/// kills a grant whose spent refresh token comes again. What they call asks that server about each
/// token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {
  private static final Duration LIFETIME = Duration.ofSeconds(12);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int TURNS = 4;
  private static final Clock CLOCK = Clock.systemUTC();
  private static final String API = "http://127.0.0.1:4300";
  private static final String EVENTS = API + "/calendar/v3/calendars/primary/events";
  private static final String HELLO = "hello from the stub";

  /// Where the tools of npm are, for whatever calls the APIs of `apis.mjs`.
  private final Path tools = NpmPackages.installed("tools").toAbsolutePath();

  private final Map<String, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();
  private OidcProvider server;

  @TempDir static Path folder;

  /// One tool.
  ///
  /// @param tool as after `--for`
  /// @param work where its API's socket is, and whatever it leaves behind
  /// @param command what takes all turns
  /// @param answer what it prints in each
  /// @param variable for it
  private record Case(
      String name, String tool, Path work, String command, String answer, String variable) {}

  private List<Case> cases() {
    var kimi = each("../node_modules/.bin/kimi -p hi");
    var url = "KIMI_CODE_BASE_URL=" + API + "/coding/v1";
    var rclone = "rclone --gcs-endpoint " + API + "/storage/v1/ cat rclone:bucket/note.txt && echo";
    var token = "/run/cloakroom/cloakroom-token plain --as header";
    return List.of(
        simple(
            "curl by a helper",
            "plain=local/ana=helper",
            token + " | curl -sf -H @- " + API + "/data",
            "data"),
        simple(
            "git by a helper",
            "git=local/ana",
            "git ls-remote " + API + "/repo.git",
            "refs/heads/main"),
        npm("kimi by its token endpoint", "kimi=local/ana", kimi, url),
        npm("kimi by a file", "kimi=local/ana=access-file", kimi, url),
        npm("codex by its token endpoint", "codex=local/ana", each(codex()), "A=b"),
        npm("codex by a file", "codex=local/ana=access-file", each(codex()), "A=b"),
        npm(
            "rclone by its token endpoint",
            "rclone=local/ana",
            each(rclone),
            "RCLONE_CONFIG_RCLONE_TYPE=google cloud storage"),
        npm(
            "google-auth-library by its token endpoint",
            "google=local/ana",
            "node ../google.mjs %s . %d || exit 1".formatted(EVENTS, TURNS),
            "A=b"),
        npm(
            "google-auth by its token endpoint",
            "oauth-client=local/ana",
            "/usr/bin/python3 ../google.py /home/.cloakroom/oauth-client/client.json %s . %d || exit 1"
                .formatted(EVENTS, TURNS),
            "A=b"));
  }

  private static Case simple(String name, String tool, String command, String answer) {
    var work = folder.resolve("w-" + UUID.randomUUID());
    return new Case(name, tool, work, each(command), answer, "A=b");
  }

  private Case npm(String name, String tool, String command, String variable) {
    return new Case(name, tool, tools.resolve("w-" + UUID.randomUUID()), command, HELLO, variable);
  }

  private static String codex() {
    var provider =
        "model_providers.stub={name=\"stub\",base_url=\"%s/v1\",wire_api=\"responses\",requires_openai_auth=true,supports_websockets=false}"
            .formatted(API);
    return "../node_modules/.bin/codex exec --skip-git-repo-check -c model=codex-test -c model_provider=stub -c '%s' -c chatgpt_base_url=%s/backend-api hi < /dev/null"
        .formatted(provider, API);
  }

  /// All of them wait for most of the time, so they wait together.
  @BeforeAll
  void start() {
    server = OidcProvider.start(LIFETIME);
    for (var one : cases()) {
      turns.put(
          one.name,
          CompletableFuture.runAsync(() -> go(one), task -> Thread.ofVirtual().start(task)));
    }
  }

  @AfterAll
  void stop() {
    turns.values().forEach(one -> one.exceptionally(_ -> null).join());
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl by a helper",
        "git by a helper",
        "kimi by its token endpoint",
        "kimi by a file",
        "codex by its token endpoint",
        "codex by a file",
        "rclone by its token endpoint",
        "google-auth-library by its token endpoint",
        "google-auth by its token endpoint"
      })
  void worksThroughThreeExpiries(String tool) {
    assertThat(turns).containsKey(tool);
    assertThat(turns.get(tool)).succeedsWithin(LONGEST);
  }

  @Test
  void noFamilyOfTokensIsEverRevoked() {
    turns.values().forEach(one -> assertThat(one).succeedsWithin(LONGEST));

    assertThat(server.stats().revoked()).isZero();
  }

  /// Takes one turn before an expiry, and one after each of three.
  private void go(Case one) {
    DurableFile.privateFolder(one.work);
    var own = folder.resolve(Integer.toHexString(one.name.hashCode()));
    try (var home = new LocalHome(own, server);
        var wiretap = new Wiretap(own.resolve("tap"), home.runs());
        var _ = home.open(wiretap.path());
        var _ = api(one, own.resolve("api"))) {
      home.connect();
      wiretap.tap(one.work.resolve("api.sock"), own.resolve("api"));
      var run = home.prompt().start(command(one));
      wiretap.tapRun(run);
      for (int turn = 1; turn <= TURNS; turn++) {
        touch(one.work.resolve("go" + turn));
        awaitTurn(run, one.work.resolve("done" + turn));
        awaitExpiry(home);
      }

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out().lines().filter(line -> line.contains(one.answer))).hasSize(TURNS);
      assertThat(home.turnstile().refreshTokens())
          .as("one refresh for each generation, and all by the host")
          .hasSize((int) home.ask().generation());
      var kept = new Marks(home.turnstile().refreshTokens());
      assertThat(kept.inFiles(one.work)).isEmpty();
      assertThat(kept.in(wiretap.heard())).as("a refresh token in the traffic").isFalse();
      assertThat(new Marks(home.turnstile().accessTokens()).in(wiretap.heard()))
          .as("an access token in the traffic")
          .isTrue();
    }
  }

  private Closing api(Case one, Path socket) {
    if (one.work.startsWith(tools)) {
      return Apis.at(socket, server.issuer())::close;
    }
    return new ResourceServer(socket, server.issuer().resolve("/me"))::close;
  }

  private String[] command(Case one) {
    var visible = one.work.startsWith(tools) ? tools : one.work;
    return List.of(
            "run",
            "--network",
            "socket-only",
            "--for",
            one.tool,
            "--workdir",
            visible.toString(),
            "--env",
            one.variable,
            "--",
            "sh",
            "-c",
            script(one.work, one.command))
        .toArray(String[]::new);
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

  /// A server that closes without a word.
  private interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  private static void awaitTurn(Prompt.Typed run, Path done) {
    Patience.until(() -> Files.exists(done) || run.hasEnded(), () -> done + " of " + run, LONGEST);
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
