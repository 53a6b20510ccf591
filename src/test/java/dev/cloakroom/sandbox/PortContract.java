package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What ports every real engine gives: there with the first instruction, for that container alone,
/// gone with it.
abstract class PortContract extends HostileContract {
  static final int NUMBER = 38_181;
  private static final String URL = "http://127.0.0.1:" + NUMBER;

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Leftovers leftovers = new Leftovers();
  private @Nullable Listener listener;

  /// The name of the interface that leads out of a container with ports.
  abstract String wayOut();

  @BeforeEach
  void listen() throws IOException {
    listener =
        listen(
            "p",
            List.of(
                Route.get("/hello", _ -> Reply.json("hello")),
                Route.get("/slow", _ -> Reply.stream("text/plain", this::inTwoParts))));
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(listener).close();
  }

  @Test
  void answersAPortAtTheFirstInstruction() throws Exception {
    var plan = withPort(command("curl", "-s", URL + "/hello"), Network.SOCKET_ONLY);

    var container = sandbox().start(plan);

    assertThat(container.output()).hasContent("hello");
    assertThat(container.waitFor()).isZero();
  }

  @Test
  void answersTwentyRequestsAtATime() {
    var urls = String.join(" ", IntStream.range(0, 20).mapToObj(_ -> URL + "/hello").toList());

    var container = start("curl -s --parallel --parallel-immediate --parallel-max 20 " + urls);

    assertThat(container.output()).hasContent("hello".repeat(20));
  }

  @Test
  void keepsAConnectionToAPortForTheNextRequest() {
    var container =
        start("curl -s -w ' %%{num_connects} ' %s %s".formatted(URL + "/hello", URL + "/hello"));

    assertThat(container.output()).hasContent("hello 1 hello 0 ");
  }

  @Test
  void passesOnWhatAPortSaysAsItComes() throws Exception {
    var container = start("curl -sN " + URL + "/slow");

    awaitLine(container);
    goOn.countDown();

    assertThat(container.output()).hasContent("end");
  }

  @Test
  void hasSeveralPorts() throws IOException {
    try (var _ = listen("q", List.of(Route.get("/hello", _ -> Reply.json("other"))))) {
      var plan =
          withPorts(
              plan(
                  "curl -s %1$s:%2$d/hello %1$s:%3$d/hello"
                      .formatted("http://127.0.0.1", NUMBER, NUMBER + 1)),
              Network.SOCKET_ONLY,
              List.of(port(NUMBER, "p"), port(NUMBER + 1, "q")));

      assertThat(sandbox().start(plan).output()).hasContent("helloother");
    }
  }

  @Test
  void givesAPortToNobodyElse() throws Exception {
    var container = start("echo up; cat");
    awaitLine(container);

    var other = sandbox().start(plan("curl -s " + URL).with("other", List.of("curl", URL)));

    assertThat(other.waitFor()).as("curl could not connect").isEqualTo(7);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), NUMBER))
        .isInstanceOf(ConnectException.class);
    container.stop(Duration.ZERO);
  }

  @Test
  void keepsThePortsOfTwoRunsApart() throws Exception {
    try (var _ = listen("q", List.of(Route.get("/hello", _ -> Reply.json("other"))))) {
      var container = start("echo up; cat");
      awaitLine(container);
      var curl = plan("true").with("other", List.of("curl", "-s", URL + "/hello"));

      var other = sandbox().start(withPorts(curl, Network.SOCKET_ONLY, List.of(port(NUMBER, "q"))));

      assertThat(other.output()).hasContent("other");
      container.stop(Duration.ZERO);
    }
  }

  @Test
  void hasItsPortsAndNoOtherNetworkWhenThePlanIsSocketOnly() {
    var container =
        start("grep -c : /proc/net/dev; cat /proc/net/route; curl -s " + URL + "/hello");

    assertThat(container.output())
        .asString(UTF_8)
        .startsWith("1\n")
        .endsWith("hello")
        .doesNotContain("\t00000000");
  }

  @Test
  void hasItsPortsBesidesANetworkOfItsOwnWhenThePlanIsOpen() {
    var shell = "cat /proc/net/route /proc/net/dev; curl -s " + URL + "/hello";

    var container = sandbox().start(withPort(plan(shell), Network.OPEN));

    assertThat(container.output())
        .asString(UTF_8)
        .contains(wayOut() + "\t00000000") // the default route
        .endsWith("hello");
  }

  @Test
  void isNoLessAContainerForItsPorts() throws Exception {
    var container =
        start(
            "id -u; hostname | cut -c 1-9; grep CapBnd /proc/self/status; cat /proc/[0-9]*/comm; kill -9 $$");

    assertThat(container.output())
        .asString(UTF_8)
        .startsWith(
            sandbox().users(null).inside().toString().replaceFirst(":.*", "")
                + "\ncloakroom\nCapBnd:\t0000000000000000\n")
        .doesNotContain("socat", "java");
    assertThat(container.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void refusesAPortToASocketThatIsNotThere() {
    var missing = folder.resolve("missing");
    var plan =
        withPorts(plan("true"), Network.SOCKET_ONLY, List.of(new Port(NUMBER, missing, "test")));

    assertThatThrownBy(() -> sandbox().start(plan))
        .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo("mount-missing"))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void leavesNothingOfAContainerWithPorts() throws Exception {
    var container = start("echo up; " + leftovers.sleep());
    awaitLine(container);
    assertThat(holders()).isNotEmpty();

    container.stop(Duration.ZERO);

    assertThat(holders()).isEmpty();
    assertThat(leftovers.running()).isEmpty();
  }

  @Test
  void leavesNothingOfAKilledHostWithPorts() throws Exception {
    Files.createFile(folder.resolve("with-port"));
    var host = HostProcess.start(host(), folder, "echo up; exec " + leftovers.sleep());
    assertThat(host.getInputStream().readNBytes(3)).asString().isEqualTo("up\n");
    assertThat(holders()).isNotEmpty();

    host.destroyForcibly().waitFor();
    afterAHostWasKilled();

    leftovers.awaitNone(Duration.ofSeconds(10));
    new Leftovers(folder.toString()).awaitNone(Duration.ofSeconds(10));
    assertThat(holders()).isEmpty();
  }

  /// The processes of the host that lead a port to our socket.
  private static List<Long> holders() {
    return new Leftovers("TCP4-LISTEN:" + NUMBER).running();
  }

  /// The plan of a host in a JVM of its own.
  static LaunchPlan planIn(Path folder, String shell) {
    var socket = folder.resolve("p/socket");
    return Files.exists(folder.resolve("with-port"))
        ? withPorts(plan(shell), Network.SOCKET_ONLY, List.of(new Port(NUMBER, socket, "test")))
        : plan(shell);
  }

  private void inTwoParts(OutputStream out) throws IOException {
    out.write("up\n".getBytes(UTF_8));
    out.flush();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    out.write("end".getBytes(UTF_8));
  }

  final Listener listen(String name, List<Route> routes) throws IOException {
    var place = folder.resolve(name);
    var started = Listener.onSocket(place.resolve("socket"), routes, Limits.standard());
    giveToTheContainersUser(place.resolve("socket"));
    return started;
  }

  private Container start(String shell) {
    return sandbox().start(withPort(plan(shell), Network.SOCKET_ONLY));
  }

  final LaunchPlan withPort(LaunchPlan plan, Network network) {
    return withPorts(plan, network, List.of(port(NUMBER, "p")));
  }

  final Port port(int number, String name) {
    return new Port(number, folder.resolve(name).resolve("socket"), "test");
  }

  static LaunchPlan withPorts(LaunchPlan plan, Network network, List<Port> ports) {
    return new LaunchPlan(
        plan.run(),
        plan.command(),
        plan.workdir(),
        plan.environment(),
        plan.mounts(),
        ports,
        plan.image(),
        Confinement.of(network));
  }
}
