package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BubblewrapSandboxIT extends PortContract {
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

  @Override
  String wayOut() {
    return "tap0";
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
  void hasTheHostsNetworkWhenThePlanSaysSo() throws Exception {
    var onHost = Files.readString(Path.of("/proc/net/dev")).lines().count();

    var inside = new String(open(Network.HOST, "cat /proc/net/dev").output().readAllBytes(), UTF_8);

    assertThat(inside.lines().count()).isEqualTo(onHost);
  }

  @Test
  void hasANetworkOfItsOwnWithoutPorts() {
    assertThat(open(Network.OPEN, "cat /proc/net/route /proc/net/unix").output())
        .asString(UTF_8)
        .contains("tap0\t00000000")
        .doesNotContain("@"); // the host's abstract sockets
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

  @Test
  void hasItsPortsForAnOrdinaryUser() throws Exception {
    for (var path : List.of(folder, folder.resolve("p"), folder.resolve("p/socket"))) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.createFile(folder.resolve("with-port"));

    var curl = "id -u; curl -s http://127.0.0.1:" + NUMBER + "/hello";
    var host = HostProcess.startAsOrdinaryUser(host(), folder, curl);

    assertThat(host.getInputStream()).hasContent("1000\nhello");
  }

  @Test
  void reachesTheHostFromItsOwnNetworkButNotTheHostsLoopback() throws Exception {
    try (var server = new ServerSocket(0)) {
      var curl = "curl -s -m 5 -w '%%{num_connects} ' http://%s:%d; ";
      var outside = curl.formatted(addressOutside(), server.getLocalPort());
      var loopback = curl.formatted("10.0.2.2", server.getLocalPort());
      Thread.ofVirtual().start(() -> hangUp(server));

      var container = sandbox().start(withPort(plan(outside + loopback), Network.OPEN));

      assertThat(container.output()).hasContent("1 0 ");
    }
  }

  @Test
  void asksTheNameServerOfItsOwnNetwork() {
    var container = sandbox().start(withPort(plan("cat /etc/resolv.conf"), Network.OPEN));

    assertThat(container.output()).hasContent("nameserver 10.0.2.3");
  }

  @Test
  void saysThatItsPortsCannotBeOpened() {
    var low = List.of(port(NUMBER, "p"), port(80, "p"));

    assertThatThrownBy(() -> sandbox().start(withPorts(plan("true"), Network.SOCKET_ONLY, low)))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("network-not-made"));
  }

  @Test
  void saysThatItsOwnNetworkCannotBeMade() throws Exception {
    program("slirp4netns", "exit 1");
    var sandbox = new BubblewrapSandbox(folder + ":/usr/bin:/bin", folder);

    assertThatThrownBy(() -> sandbox.start(withPort(plan("true"), Network.OPEN)))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("network-not-made"))
        .hasMessageContaining("--network socket-only");
    assertThat(new Leftovers(folder.toString()).running()).isEmpty();
  }

  @Test
  void saysWhichProgramAPortNeeds() throws Exception {
    Files.createSymbolicLink(folder.resolve("bwrap"), Path.of("/usr/bin/bwrap"));
    var sandbox = new BubblewrapSandbox(folder.toString(), folder);

    assertThat(sandbox.start(plan("true")).waitFor()).as("without a port").isZero();
    assertThatThrownBy(() -> sandbox.start(withPort(plan("true"), Network.SOCKET_ONLY)))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("port-tool-missing"))
        .hasMessageContaining("install the package socat");
  }

  private Container open(Network network, String shell) {
    return sandbox().start(withPorts(plan(shell), network, List.of()));
  }

  private void program(String name, String script) throws IOException {
    var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String addressOutside() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElseThrow();
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException _) {
      // the test is over
    }
  }

  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static void doesNotBelongToRoot(Path file) throws Exception {
    assertThat(Files.getAttribute(file, "unix:uid")).isNotEqualTo(0);
  }
}
