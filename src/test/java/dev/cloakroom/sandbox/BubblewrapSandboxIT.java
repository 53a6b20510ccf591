package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.LaunchPlan.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BubblewrapSandboxIT extends EngineContract {
  @Override
  BubblewrapSandbox sandbox() {
    return new BubblewrapSandbox("/usr/bin:/bin", folder);
  }

  @Override
  Class<?> host() {
    return BubblewrapHost.class;
  }

  @Override
  void afterAHostWasKilled() {
    // its containers end with it
  }

  @Test
  void isUsableAndTellsItsVersion() {
    assertThat(sandbox().unusable()).isEmpty();
    assertThat(sandbox().version()).get().asString().matches("\\d+\\.\\d+.*");
  }

  @Test
  void keepsTheEnvironmentOffEveryCommandLine() throws Exception {
    var plan =
        new LaunchPlan(
            "contract",
            List.of("/bin/sh", "-c", "echo up; read -r end"),
            Path.of("/tmp"),
            Map.of("QUIET", "worth-hiding"),
            List.of(),
            Network.NONE);
    var container = sandbox().start(plan);
    awaitLine(container);

    assertThat(ProcessHandle.current().descendants().map(BubblewrapSandboxIT::commandLine))
        .anyMatch(line -> line.contains("read -r end"))
        .noneMatch(line -> line.contains("worth-hiding"));
    container.stop(Duration.ZERO);
  }

  @Test
  void knowsOneUserAndItsOwnName() {
    var container = sandbox().start(plan("id -un; hostname; wc -l < /etc/passwd; echo ~cloakroom"));

    assertThat(container.output()).hasContent("cloakroom\ncloakroom\n1\n/home");
  }

  @Test
  void reachesWhatTheHostReachesWhenThePlanSaysSo() throws Exception {
    var plan =
        new LaunchPlan(
            "contract",
            List.of("cat", "/proc/net/dev"),
            Path.of("/tmp"),
            Map.of(),
            List.of(),
            Network.OPEN);
    var onHost = Files.readString(Path.of("/proc/net/dev")).lines().count();

    var inside = new String(sandbox().start(plan).output().readAllBytes(), UTF_8);

    assertThat(inside.lines().count()).isEqualTo(onHost);
  }

  @Test
  void cannotMakeUserNamespacesOfItsOwn() throws Exception {
    assertThat(sandbox().start(plan("unshare --user true")).waitFor()).isNotZero();
  }

  @Test
  void worksForAnOrdinaryUser() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    var host = HostProcess.startAsOrdinaryUser(host(), folder, "id -u; ls -A /home; echo done");

    assertThat(host.getInputStream()).hasContent("1000\ndone");
    assertThat(folder.resolve("passwd")).satisfies(BubblewrapSandboxIT::doesNotBelongToRoot);
  }

  @Test
  void diesWithAnOrdinaryUsersHostThatIsKilled() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var leftovers = new Leftovers();
    var host =
        HostProcess.startAsOrdinaryUser(host(), folder, "echo up; exec " + leftovers.sleep());
    assertThat(host.getInputStream().readNBytes(3)).asString().isEqualTo("up\n");

    host.destroyForcibly().waitFor();

    leftovers.awaitNone(Duration.ofSeconds(10));
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static void doesNotBelongToRoot(Path file) throws Exception {
    assertThat(Files.getAttribute(file, "unix:uid")).isNotEqualTo(0);
  }
}
