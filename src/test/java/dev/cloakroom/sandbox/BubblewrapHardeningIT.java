package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each guard of bubblewrap's holds back, and that it is the guard that does.
@Timeout(60)
final class BubblewrapHardeningIT {
  private static final long MEBI = 1 << 20;

  /// Says what the kernel answers to a call: `ok` or the number of the error.
  private static final String CALL =
      """
      import ctypes, platform
      libc = ctypes.CDLL(None, use_errno=True)
      arm = platform.machine() == 'aarch64'
      def call(amd64, arm64, *rest):
        print('ok' if libc.syscall(arm64 if arm else amd64, *rest) >= 0 else ctypes.get_errno())
      """;

  /// unshare(nothing), personality(odd), socket(AF_PACKET), which takes a right besides
  private static final String CALLS =
      CALL + "call(272, 97, 0)\ncall(135, 92, 0x0400000)\ncall(41, 198, 17, 3, 0)\n";

  private final Installation installation =
      new Installation(RealEngine.randomId(), RealEngine.randomId());

  @TempDir Path folder;

  @Test
  void refusesSystemCallsThatProgramsHaveNoUseFor() {
    assertThat(python(CALLS, Guard.ALL).output()).hasContent("1\n1\n97");
  }

  @Test
  void leavesSystemCallsToTheKernelWithoutTheGuard() {
    assertThat(python(CALLS, without(Guard.SYSTEM_CALLS)).output()).hasContent("ok\nok\n1");
  }

  @Test
  void makesProcessesThoughTheNewWayIsClosed() {
    var shell =
        "python3 -c '%s' && unshare --ipc true"
            .formatted("import threading as t; x = t.Thread(); x.start(); x.join()");

    var container = start(shell, Guard.ALL, Limits.USUAL);

    assertThat(container.errors()).asString(UTF_8).contains("unshare").contains("not permitted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node -e 'new (require(\"worker_threads\").Worker)(\"1\", {eval: true})'",
        "python3 -c 'import subprocess, multiprocessing as m; m.Value(\"i\"); subprocess.run([\"true\"])'",
        "cd /tmp && git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m a",
        "curl -s file:///etc/passwd",
        "rclone --config /tmp/r ls /tmp",
        "perl -e 'print 1' && tar c /etc/passwd | gzip | gunzip | tar t",
        "timeout 5 setsid nice flock /tmp/l strace -V"
      })
  void runsOrdinaryPrograms(String shell) throws Exception {
    var container = start(shell, Guard.ALL, Limits.USUAL);

    assertThat(container.waitFor())
        .as(new String(container.errors().readAllBytes(), UTF_8))
        .isZero();
  }

  @Test
  void hasNoOtherOpenFilesThanItsStreams() {
    assertThat(start("ls /proc/self/fd", Guard.ALL, Limits.USUAL).output())
        .hasContent("0\n1\n2\n3"); // 3 is the folder that ls looks at
    assertThat(
            start(
                    "ls /proc/self/fd",
                    Set.of(Guard.NO_NEW_PRIVILEGES, Guard.OWN_PROCESSES, Guard.MASKED_PROC),
                    Limits.USUAL)
                .output())
        .hasContent("0\n1\n2\n3");
  }

  @Test
  void hasCapabilitiesOnlyWithoutTheGuard() {
    var shell = "grep CapEff /proc/self/status";

    assertThat(start(shell, Guard.ALL, Limits.USUAL).output())
        .asString(UTF_8)
        .contains("\t000000000000");
    assertThat(start(shell, without(Guard.NO_CAPABILITIES), Limits.USUAL).output())
        .asString(UTF_8)
        .doesNotContain("\t000000000000");
  }

  @Test
  void writesItsRootOnlyWithoutTheGuard() throws Exception {
    var shell = "touch /x /etc/x /dev/x";

    assertThat(start(shell, Guard.ALL, Limits.USUAL).waitFor()).isNotZero();
    assertThat(start(shell, without(Guard.READ_ONLY_ROOT), Limits.USUAL).waitFor()).isZero();
    assertThat(start("touch /usr/x", without(Guard.READ_ONLY_ROOT), Limits.USUAL).waitFor())
        .as("the host's programs")
        .isNotZero();
  }

  @Test
  void readsTheMachinesPartsOfProcOnlyWithoutTheGuard() throws Exception {
    var shell = "cat /proc/interrupts >/dev/null && ls /proc/irq | grep -q .";

    assertThat(start(shell, Guard.ALL, Limits.USUAL).waitFor()).isNotZero();
    if (HostUser.current().isRoot()) {
      cannotDoWithoutWhatItIsMadeOf(Guard.MASKED_PROC); // it could leave
    } else {
      assertThat(start(shell, without(Guard.MASKED_PROC), Limits.USUAL).waitFor()).isZero();
    }
  }

  @Test
  void sharesTheHostsQueuesOnlyWithoutTheGuard() throws Exception {
    var shell = "readlink /proc/self/ns/ipc";
    var host = Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString();

    assertThat(start(shell, Guard.ALL, Limits.USUAL).output()).asString(UTF_8).doesNotContain(host);
    assertThat(start(shell, without(Guard.OWN_IPC), Limits.USUAL).output()).hasContent(host);
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_NEW_PRIVILEGES", "OWN_PROCESSES"})
  void cannotDoWithoutWhatItIsMadeOf(Guard guard) {
    assertThatThrownBy(() -> start("true", without(guard), Limits.USUAL))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo("guard-fixed"))
        .hasMessageContaining(guard.word());
  }

  @Test
  void keepsTheLimitOnProcessors() throws Exception {
    var busy =
        "import time; t = time.time()\nwhile time.process_time() < .3: pass\nprint(time.time() - t > 1)";

    assertThat(start("python3 -c '%s'".formatted(busy), Guard.ALL, new Limits(0, 0, 0.1)).output())
        .hasContent("True");
  }

  @Test
  void boundsItsFoldersInMemory() throws Exception {
    var fill =
        "for d in home root tmp run var dev/shm; do head -c 40000000 /dev/zero > /$d/x && echo $d; done";

    var container = start(fill, Guard.ALL, new Limits(0, 128 * MEBI, 0));

    assertThat(container.output()).isEmpty();
    assertThat(container.errors()).asString(UTF_8).contains("No space left");
  }

  @Test
  void hasNoLimitsWithoutTheGuard() {
    var size = "df --output=size /tmp | tail -1";
    var limits = new Limits(0, 128 * MEBI, 0);

    assertThat(start(size, Guard.ALL, limits).output()).asString(UTF_8).contains(" 32768");
    assertThat(start(size, without(Guard.LIMITS), limits).output())
        .asString(UTF_8)
        .doesNotContain(" 32768");
  }

  @Test
  void tellsTheLimitsThatHold() {
    assertThat(sandbox().limitsOf(new Limits(20, 0, 0)).words())
        .matches("20 processes, \\d+ MiB of memory");
  }

  @Test
  void removesItsGroupsWithTheContainer() throws Exception {
    var container = start("echo up; cat", Guard.ALL, Limits.USUAL);
    SandboxContract.awaitLine(container);
    assertThat(groups()).isNotEmpty();

    container.stop(Duration.ZERO);

    assertThat(groups()).isEmpty();
  }

  @Test
  void endsWhatAKilledHostLeftInItsGroupsAndNobodyElses() throws Exception {
    var container = start("echo up; cat", Guard.ALL, Limits.USUAL);
    SandboxContract.awaitLine(container);

    sandbox().clearLeftovers();
    sandboxOf(new Installation(RealEngine.randomId(), RealEngine.randomId())).clearLeftovers();
    assertThat(groups()).as("of a host that is up").isNotEmpty();
    sandboxOf(new Installation(installation.id(), RealEngine.randomId())).clearLeftovers();

    assertThat(container.waitFor()).isEqualTo(128 + 9);
    assertThat(groups()).isEmpty();
  }

  @Test
  void keepsNoEnvironmentOnDisk() throws Exception {
    var container = start("echo up; cat", Guard.ALL, Limits.USUAL);
    SandboxContract.awaitLine(container);

    Leftovers.await(Duration.ofSeconds(10), this::hasNoEnvironment);
    assertThat(hasNoEnvironment()).isTrue();
    container.stop(Duration.ZERO);
  }

  private boolean hasNoEnvironment() {
    try (var files = Files.list(folder)) {
      return files.noneMatch(file -> file.toString().endsWith(".environment"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void forgetsTheEnvironmentsThatAKilledHostLeft() throws Exception {
    Files.createFile(folder.resolve("run-1.environment"));

    sandbox().clearLeftovers();

    assertThat(folder).isDirectoryNotContaining("glob:**.environment");
  }

  @Test
  void limitsAnOrdinaryUsersProcessesWithoutGroups() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var shell =
        "awk '/Max processes/ { print ($3 > 4096 && $3 < 20000) }' /proc/self/limits; ulimit -c";

    var host = HostProcess.startAsOrdinaryUser(BubblewrapHost.class, folder, shell);

    assertThat(host.getInputStream()).hasContent("1\n0");
  }

  private List<Path> groups() throws IOException {
    try (var groups = Files.walk(Path.of("/sys/fs/cgroup"))) {
      return groups.filter(group -> group.toString().contains(installation.id())).toList();
    }
  }

  private BubblewrapSandbox sandbox() {
    return sandboxOf(installation);
  }

  private BubblewrapSandbox sandboxOf(Installation whose) {
    return new BubblewrapSandbox("/usr/bin:/bin", folder, whose);
  }

  private static Set<Guard> without(Guard guard) {
    return Guard.without(Set.of(guard));
  }

  private Container python(String program, Set<Guard> guards) {
    return start(List.of("/usr/bin/python3", "-c", program), guards, Limits.USUAL);
  }

  private Container start(String shell, Set<Guard> guards, Limits limits) {
    return start(List.of("/bin/sh", "-c", shell), guards, limits);
  }

  private Container start(List<String> command, Set<Guard> guards, Limits limits) {
    return sandbox()
        .start(
            new LaunchPlan(
                "guarded-" + RealEngine.randomId(), // one may still be ending
                command,
                Path.of("/tmp"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(),
                List.of(),
                null,
                new Confinement(Network.NONE, null, limits, guards)));
  }
}
