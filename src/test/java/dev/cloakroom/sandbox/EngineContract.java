package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every real engine keeps apart, and that it leaves nothing behind.
abstract class EngineContract extends SandboxContract {
  /// A folder of the host to mount; also where the engine may keep files of its own.
  @TempDir Path folder;

  private static final String STARTER = "short-lived";

  private final Leftovers leftovers = new Leftovers();
  private Path shared = Path.of("");

  abstract Sandbox sandbox();

  /// The main class of a host that runs its last argument, a shell command, in this engine, and
  /// keeps its files in the folder named by its first.
  abstract Class<?> host() throws IOException;

  /// What has to happen after a host was killed, so that nothing of it is left.
  abstract void afterAHostWasKilled();

  /// Whose the folders must be that its containers may write; empty when that is us.
  OptionalInt folderOwner() {
    return OptionalInt.empty();
  }

  /// What the engine itself puts into folders that are empty else.
  List<String> entriesOfTheEngine() {
    return List.of();
  }

  /// Variables that the engine sets where the plan does not.
  String variablesOfTheEngine() {
    return "PWD";
  }

  @Test
  void standsStillWhileItIsPaused() throws Exception {
    var container = sandbox().start(plan("echo up; cat"));
    awaitLine(container);

    container.pause();
    container.input().write('x');
    container.input().flush();
    var answer = CompletableFuture.supplyAsync(() -> first(container));
    assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    container.resume();

    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo('x');
    container.input().close();
    assertThat(container.waitFor()).isZero();
  }

  private static int first(Container container) {
    try {
      return container.output().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  final Sandbox sandboxFor(Errand errand) {
    return sandbox();
  }

  @BeforeEach
  void makeSharedFolder() throws IOException {
    shared = Files.createDirectory(folder.resolve("shared"));
    Files.writeString(shared.resolve("note"), "one");
    for (var path : List.of(shared, shared.resolve("note"))) {
      giveToTheContainersUser(path);
    }
  }

  final void giveToTheContainersUser(Path path) throws IOException {
    if (folderOwner().isPresent()) {
      Files.setAttribute(path, "unix:uid", folderOwner().getAsInt());
    }
  }

  @Test
  void readsAReadOnlyMountAndCannotWriteIt() throws Exception {
    var container =
        sandbox().start(plan("cat /in/note; echo two > /in/note", mount(Access.READ_ONLY)));

    assertThat(container.output()).hasContent("one");
    assertThat(container.waitFor()).isNotZero();
    assertThat(shared.resolve("note")).hasContent("one");
  }

  @Test
  void writesAReadWriteMount() throws Exception {
    var container = sandbox().start(plan("echo two > /in/note", mount(Access.READ_WRITE)));

    assertThat(container.waitFor()).isZero();
    assertThat(shared.resolve("note")).hasContent("two");
  }

  @Test
  void seesAFileRenamedIntoAFolderMount() throws Exception {
    var container =
        sandbox()
            .start(
                plan(
                    "echo up; until grep -q two /in/note; do sleep 0.01; done",
                    mount(Access.READ_ONLY)));
    awaitLine(container);

    Files.writeString(shared.resolve("next"), "two");
    Files.move(shared.resolve("next"), shared.resolve("note"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(container.waitFor()).isZero();
  }

  @Test
  void refusesAMountThatIsNotThere() {
    var missing = shared.resolve("missing");
    var mount = new Mount(missing, Path.of("/in"), Access.READ_ONLY, "test");

    assertThatThrownBy(() -> sandbox().start(plan("true", mount)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void hasThePlansEnvironmentAndNothingOfTheHosts() {
    var plan =
        new LaunchPlan(
            "contract",
            List.of("/usr/bin/env"),
            Path.of("/tmp"),
            Map.of("A", "1", "WITH.DOT", "a b=c", "LD_BIND_NOW", "1"),
            List.of(),
            Network.NONE);

    assertThat(sandbox().start(plan).output())
        .asString(StandardCharsets.UTF_8)
        .satisfies(text ->
            assertThat(
                    text.lines()
                        .filter(line -> !line.matches("(" + variablesOfTheEngine() + ")=.*")))
                .containsExactlyInAnyOrder("A=1", "WITH.DOT=a b=c", "LD_BIND_NOW=1"));
  }

  @Test
  void findsHomeRootTemporaryAndRuntimeFoldersEmpty() {
    var container = sandbox().start(plan("for d in home root tmp run var; do ls -A /$d; done"));

    assertThat(container.output()).hasContent(String.join("\n", entriesOfTheEngine()));
    assertThat(container.errors()).isEmpty();
  }

  @Test
  void mayWriteItsEmptyFolders() throws Exception {
    var container = sandbox().start(plan("for d in home root tmp run var; do : > /$d/x; done"));

    assertThat(container.errors()).isEmpty();
    assertThat(container.waitFor()).isZero();
  }

  @Test
  void cannotWriteOutsideItsOwnFolders() throws Exception {
    var places = "/x /etc/x /usr/x /proc/sys/kernel/core_pattern /proc/sysrq-trigger";

    var container =
        sandbox().start(plan("for f in " + places + "; do (: >> $f) && echo $f; done; true"));

    assertThat(container.output()).isEmpty();
    assertThat(container.waitFor()).isZero();
  }

  @Test
  void cannotSeeTheProcessesOfTheHost() {
    var container = sandbox().start(plan("cat /proc/[0-9]*/comm"));

    assertThat(container.output())
        .asString(StandardCharsets.UTF_8)
        .doesNotContain("java")
        .contains("sh\n");
  }

  @Test
  void hasNoNetworkWhenThePlanGivesNone() {
    var container = sandbox().start(plan("grep -c : /proc/net/dev; grep -o lo: /proc/net/dev"));

    assertThat(container.output()).hasContent("1\nlo:");
  }

  @Test
  void isAnOrdinaryUserWithoutAnyRight() {
    var container =
        sandbox().start(plan("id -u; grep -E '^(CapBnd|CapEff|NoNewPrivs)' /proc/self/status"));

    assertThat(container.output())
        .hasContent(
            """
            %s
            CapEff:\t0000000000000000
            CapBnd:\t0000000000000000
            NoNewPrivs:\t1
            """
                .formatted(sandbox().users(null).inside().toString().replaceFirst(":.*", "")));
  }

  @Test
  void saysThatTheCommandIsNotThere() throws Exception {
    var container = sandbox().start(command("no-such-command"));

    assertThat(container.errors()).asString(StandardCharsets.UTF_8).contains("no-such-command");
    assertThat(container.waitFor()).isEqualTo(127);
  }

  @Test
  void tellsTheSignalThatEndedTheCommand() throws Exception {
    assertThat(sandbox().start(plan("kill -KILL $$")).waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void leavesNothingOfACommandThatEnds() throws Exception {
    var container =
        sandbox().start(plan("setsid " + leftovers.sleep() + " >/dev/null 2>&1 </dev/null &"));

    assertThat(container.waitFor()).isZero();

    assertThat(leftovers.running()).isEmpty();
  }

  @Test
  void stopLeavesNothingOfACommandThatForks() throws Exception {
    var forks = "for i in $(seq 30); do setsid " + leftovers.sleep() + " & done; ";
    var container = sandbox().start(plan("trap '' TERM; " + forks + "echo up; wait"));
    awaitLine(container);

    container.stop(Duration.ofMillis(50));

    assertThat(leftovers.running()).isEmpty();
  }

  @Test
  void outlivesTheThreadThatStartedIt() throws Exception {
    var started = new CompletableFuture<Container>();
    Thread.ofPlatform().name(STARTER).start(() -> started.complete(startUp("echo up; cat")));
    var container = started.get();
    Leftovers.awaitEndOfThread(STARTER);

    var end = CompletableFuture.supplyAsync(() -> exitCode(container));

    assertThat(end)
        .failsWithin(Duration.ofMillis(300))
        .withThrowableThat()
        .isInstanceOf(TimeoutException.class);
    container.stop(Duration.ZERO);
  }

  @Test
  void leavesNothingOfAHostThatIsKilled() throws Exception {
    var host = HostProcess.start(host(), folder, "echo up; exec " + leftovers.sleep());
    assertThat(host.getInputStream().readNBytes(3)).asString().isEqualTo("up\n");
    assertThat(leftovers.running()).isNotEmpty();

    host.destroyForcibly().waitFor();
    afterAHostWasKilled();

    leftovers.awaitNone(Duration.ofSeconds(10));
  }

  private Container startUp(String shell) {
    try {
      var container = sandbox().start(plan(shell));
      awaitLine(container);
      return container;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exitCode(Container container) {
    try {
      return container.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Mount mount(Access access) {
    return new Mount(shared, Path.of("/in"), access, "test");
  }

  static LaunchPlan command(String... command) {
    return new LaunchPlan(
        "contract",
        List.of(command),
        Path.of("/tmp"),
        Map.of("PATH", "/usr/bin:/bin"),
        List.of(),
        Network.NONE);
  }
}
