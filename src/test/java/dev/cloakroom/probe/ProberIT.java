package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.probe.Attempt.Expectation;
import dev.cloakroom.probe.Attempt.Kind;
import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProberIT {
  @TempDir Path folder;

  @BeforeEach
  void layOut() throws IOException {
    Files.createDirectories(folder.resolve("tokens"));
    Files.createDirectories(folder.resolve("work/empty"));
    Files.createDirectories(folder.resolve("vault"));
    Files.writeString(folder.resolve("tokens/a b.json"), "{}");
    Files.writeString(folder.resolve("vault/key"), "key");
  }

  @Test
  void findsOutEachKindOfAttempt() throws Exception {
    var attempts =
        List.of(
            possible(Kind.READ, "/tokens/a b.json"),
            impossible(Kind.WRITE, "/tokens/a b.json"),
            impossible(Kind.WRITE, "/tokens"),
            possible(Kind.WRITE, "/work"),
            possible(Kind.WRITE, "/work/new"),
            possible(Kind.LIST, "/tokens"),
            impossible(Kind.LIST, "/work/empty"),
            impossible(Kind.LIST, "/home"),
            impossible(Kind.READ, "/etc/shadow"),
            impossible(Kind.WRITE, "/proc/sys/kernel/core_pattern"),
            impossible(Kind.READ, folder.resolve("vault/key").toString()));

    assertThat(probe(Network.NONE, attempts)).allMatch(Finding::asExpected);
    assertThat(folder.resolve("work")).isDirectoryNotContaining("glob:**{new,probe}*");
    assertThat(folder.resolve("tokens/a b.json")).hasContent("{}");
  }

  @Test
  void turnsTheLineOfARemovedGuard() throws Exception {
    var key = List.of(impossible(Kind.READ, "/vault/key"));
    var opened =
        new Mount(folder.resolve("vault"), Path.of("/vault"), Access.READ_ONLY, "on purpose");

    assertThat(ProofTable.render(probe(Network.NONE, key))).endsWith("no (not there)  ok\n");
    assertThat(ProofTable.render(probe(Network.NONE, key, opened)))
        .endsWith("yes (readable)  DIFFERS\n");
  }

  @Test
  void connectsToAUnixSocketThatSomebodyListensOn() throws Exception {
    var live = folder.resolve("work/live");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(live));
      Files.writeString(folder.resolve("work/file"), "");

      var findings =
          probe(
              Network.NONE,
              List.of(
                  possible(Kind.CONNECT_UNIX, "/work/live"),
                  impossible(Kind.CONNECT_UNIX, "/work/file"),
                  impossible(Kind.CONNECT_UNIX, "/work/none")));

      assertThat(findings).allMatch(Finding::asExpected);
    }
  }

  @Test
  void connectsToAPortOnlyWhereThePlanLetsIt() throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var target = "127.0.0.1 " + server.getLocalPort();

      var shared = probe(Network.OPEN, List.of(possible(Kind.CONNECT_TCP, target)));
      var alone = probe(Network.NONE, List.of(impossible(Kind.CONNECT_TCP, target)));

      assertThat(shared).allMatch(Finding::asExpected);
      assertThat(alone).allMatch(Finding::asExpected);
    }
  }

  private List<Finding> probe(Network network, List<Attempt> attempts, Mount... more)
      throws Exception {
    var mounts = new ArrayList<Mount>(List.of(more));
    mounts.add(new Mount(folder.resolve("tokens"), Path.of("/tokens"), Access.READ_ONLY, "test"));
    mounts.add(new Mount(folder.resolve("work"), Path.of("/work"), Access.READ_WRITE, "test"));
    var plan =
        new LaunchPlan("probed", List.of("skill"), Path.of("/work"), Map.of(), mounts, network);
    var sandbox = new BubblewrapSandbox("/usr/bin:/bin", folder);
    return new Prober(Duration.ofSeconds(30)).run(sandbox, plan, attempts);
  }

  private static Attempt possible(Kind kind, String target) {
    return new Attempt(kind + " " + target, kind, target, Expectation.POSSIBLE);
  }

  private static Attempt impossible(Kind kind, String target) {
    return new Attempt(kind + " " + target, kind, target, Expectation.IMPOSSIBLE);
  }
}
