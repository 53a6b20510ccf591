package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostClientTest {
  @TempDir private Path folder;

  @Test
  void getsPostsAndDeletes() {
    try (var _ =
        host(
            Route.get("/it", request -> Reply.json("get " + request.query("q").orElse(""))),
            Route.post("/it", request -> Reply.json(201, "post " + request.json())),
            Route.delete("/it", _ -> Reply.noContent()))) {
      assertThat(client().get("/it?q=%C3%A9")).isEqualTo(new HostClient.Answer(200, "get é", ""));
      assertThat(client().post("/it", "{}")).isEqualTo(new HostClient.Answer(201, "post {}", ""));
      assertThat(client().delete("/it")).isEqualTo(new HostClient.Answer(204, "", ""));
    }
  }

  @Test
  void readsALongBody() {
    var body = "é".repeat(300_000);
    try (var _ = host(Route.get("/long", _ -> Reply.json(body)))) {
      assertThat(client().get("/long").body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void meetsTheProblemThatTheHostHad(Kind kind) {
    try (var _ = host(Route.get("/it", _ -> failing(kind)))) {
      var problem = problemOf("/it");

      assertThat(problem.kind()).isEqualTo(kind);
      assertThat(problem.code()).isEqualTo("some-code");
      assertThat(problem).hasMessage("\"what\" <happened>\nand é what to do");
    }
  }

  @Test
  void saysThatNoHostIsThere() throws IOException {
    var problem = problemOf("/it");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    var refused = problemOf("/it");

    assertThat(List.of(problem, refused))
        .extracting(Problem::code)
        .containsOnly("host-not-running");
    assertThat(problem.kind()).isEqualTo(Kind.HOST_DOWN);
    assertThat(problem).hasMessageContaining("start it with `cloakroom up`");
  }

  @Test
  void handsOverEachLineWhileTheStreamGoesOn() {
    var seen = new CountDownLatch(1);
    var lines = new ArrayList<String>();
    try (var _ = host(Route.post("/events", request -> twoLines(request, seen)))) {
      client().stream(
          "POST",
          "/events",
          "{}",
          line -> {
            lines.add(line);
            seen.countDown();
          });
    }

    assertThat(lines).containsExactly("{\"n\":1}", "{\"n\":2}");
  }

  @Test
  void meetsTheProblemOfAStream() {
    try (var _ = host(Route.get("/it", _ -> failing(Kind.REFUSED)))) {
      assertThatThrownBy(() -> client().stream("GET", "/it", "", _ -> {}))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Kind.REFUSED));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
      })
  void saysThatTheHostStopped(String reply) throws Exception {
    try (var _ = replying(reply)) {
      assertThat(problemOf("/it").code()).isEqualTo("host-gone");
    }
  }

  @Test
  void saysThatAnAnswerHasNoReason() throws Exception {
    try (var _ = replying("HTTP/1.1 502 Bad\r\nContent-Length: 6\r\n\r\nsecret")) {
      assertThat(problemOf("/it")).hasMessageContaining("502").hasMessageNotContaining("secret");
    }
  }

  @Test
  void losesPatience() throws Exception {
    try (var silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(socket()));
      var client = new HostClient(socket(), Duration.ofMillis(50));

      var problem = catchThrowableOfType(Problem.class, () -> client.get("/it"));

      assertThat(problem.code()).isEqualTo("host-silent");
    }
  }

  @Test
  void sendsNoPathThatIsTwoLines() {
    try (var _ = host(Route.get("/it", _ -> Reply.noContent()))) {
      assertThatThrownBy(() -> client().get("/it\r\nEvil: 1"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private HostClient client() {
    return new HostClient(socket(), Duration.ofSeconds(10));
  }

  private Listener host(Route... routes) {
    return Listener.onSocket(socket(), List.of(routes), Limits.standard());
  }

  private Problem problemOf(String path) {
    return catchThrowableOfType(Problem.class, () -> client().get(path));
  }

  private static Reply failing(Kind kind) {
    throw new Problem(kind, "some-code", "\"what\" <happened>\nand é what to do");
  }

  private static Reply twoLines(Request request, CountDownLatch firstSeen) {
    assertThat(request.json()).isEqualTo("{}");
    return Reply.stream(
        "application/x-ndjson",
        out -> {
          out.write("{\"n\":1}\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
          await(firstSeen);
          out.write("\n{\"n\":2}".getBytes(StandardCharsets.UTF_8));
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A server that sends `reply` to whoever comes, and hangs up.
  private ServerSocketChannel replying(String reply) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual()
        .start(() -> {
          try (var client = server.accept()) {
            client.read(ByteBuffer.allocate(1000));
            client.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    return server;
  }
}
