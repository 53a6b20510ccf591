package dev.cloakroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Route HELLO = Route.get("/hello/{who}", ListenerTest::hello);
  private static final String CLOSE = "Connection: close";

  @TempDir private Path folder;

  @Test
  void answersOnAPort() throws IOException {
    try (var listener = onPort(HELLO);
        var client = RawClient.of(listener.port())) {
      var reply = client.ask("GET", "/hello/ana", CLOSE).rest();

      assertThat(reply).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n{\"hello\":\"ana\"}");
      assertThat(reply).contains("Content-Length: 15", "Content-Type: application/json");
      assertThat(reply).contains("Cache-Control: no-store", "X-Content-Type-Options: nosniff");
    }
  }

  @Test
  void hangsUpOnClientsThatMayNotConnect() throws IOException {
    try (var listener = Listener.onPort(ANY_PORT, List.of(HELLO), Limits.standard(), _ -> false);
        var client = RawClient.of(listener.port())) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void answersOnASocketOfMode0600() throws IOException {
    var path = socket();

    try (var _ = onSocket(path, HELLO);
        var client = RawClient.of(path)) {
      assertThat(client.ask("GET", "/hello/ana", CLOSE).rest()).endsWith("{\"hello\":\"ana\"}");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
    }

    assertThat(path).doesNotExist();
  }

  @Test
  void keepsAConnectionForTheNextRequest() throws IOException {
    try (var listener = onPort(HELLO);
        var client = RawClient.of(listener.port())) {
      client.ask("GET", "/hello/ana").until("{\"hello\":\"ana\"}");

      var second = client.ask("GET", "/hello/bea").until("{\"hello\":\"bea\"}");

      assertThat(second).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void readsTheBodyWhole() throws IOException {
    var echo = Route.post("/echo", request -> Reply.text(200, "text/plain", text(request)));
    try (var listener = onPort(echo);
        var client = RawClient.of(listener.port())) {
      client.ask("POST", "/echo", "first".getBytes(UTF_8)).until("first");

      var chunked =
          client
              .ask("POST", "/echo", "Transfer-Encoding: chunked", CLOSE)
              .send("3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n")
              .rest();

      assertThat(chunked).endsWith("\r\n\r\nsecond");
    }
  }

  @Test
  void namesATakenPortAndTheCure() throws IOException {
    try (var first = onPort(HELLO)) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());

      assertThatThrownBy(() -> Listener.onPort(address, List.of(HELLO), Limits.standard()))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("port-taken"))
          .hasMessageContaining("Port " + first.port())
          .hasMessageContaining("set another port");
    }
  }

  @Test
  void removesTheSocketOfADeadHost() throws IOException {
    var path = socket();
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }

    try (var _ = onSocket(path, HELLO);
        var client = RawClient.of(path)) {
      assertThat(client.ask("GET", "/hello/ana", CLOSE).rest()).contains("200 OK");
    }
  }

  @Test
  void leavesTheSocketOfALivingHost() throws IOException {
    var path = socket();

    try (var _ = onSocket(path, HELLO)) {
      assertProblem("already-running", path);
      try (var client = RawClient.of(path)) {
        assertThat(client.ask("GET", "/hello/ana", CLOSE).rest()).contains("200 OK");
      }
    }
  }

  @Test
  void leavesAFileThatIsNoSocket() throws IOException {
    var path = socket();
    Files.writeString(path, "precious");

    assertProblem("socket-path-taken", path);

    assertThat(path).hasContent("precious");
  }

  @Test
  void refusesALongPathAndAnOpenFolder() throws IOException {
    var open = Files.createDirectory(folder.resolve("open"), mode("rwxr-xr-x"));

    assertProblem("socket-path-too-long", folder.resolve("x".repeat(100)));
    assertProblem("socket-folder-open", open.resolve("s"));
  }

  @Test
  void makesTheFolderForItsUserOnly() throws IOException {
    var path = folder.resolve("new/s");

    try (var _ = onSocket(path, HELLO)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.getParent())))
          .isEqualTo("rwx------");
    }
  }

  private Path socket() throws IOException {
    return Files.createDirectory(folder.resolve("private"), mode("rwx------")).resolve("s");
  }

  private static java.nio.file.attribute.FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private static Listener onPort(Route... routes) {
    return Listener.onPort(ANY_PORT, List.of(routes), Limits.standard());
  }

  private static Listener onSocket(Path path, Route... routes) {
    return Listener.onSocket(path, List.of(routes), Limits.standard());
  }

  private static void assertProblem(String code, Path path) {
    assertThatThrownBy(() -> onSocket(path, HELLO))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.kind()).isNotEqualTo(Kind.HOST_DOWN);
            });
  }

  private static Reply hello(Request request) {
    return Reply.json("{\"hello\":\"" + request.parameter("who") + "\"}");
  }

  private static String text(Request request) {
    return new String(request.body(), UTF_8);
  }
}
