package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ListenerLimitsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Route ECHO =
      Route.post(
          "/echo", request -> Reply.text(200, "text/plain", "took " + request.body().length));
  private static final Route BIG =
      Route.get("/big", _ -> Reply.text(200, "text/plain", "x".repeat(64 << 20)));

  @TempDir private Path folder;

  @Test
  void refusesABodyThatIsTooLarge() throws IOException {
    try (var listener = onPort(Limits.standard().withMaxBody(10), ECHO);
        var fits = RawClient.of(listener.port());
        var sized = RawClient.of(listener.port());
        var chunked = RawClient.of(listener.port())) {
      var close = "Connection: close";
      assertThat(fits.ask("POST", "/echo", new byte[10], close).rest()).endsWith("took 10");
      assertThat(sized.ask("POST", "/echo", new byte[11]).rest())
          .startsWith("HTTP/1.1 413 ")
          .contains("application/problem+json", "\"code\":\"body-too-large\"");
      assertThat(
              chunked
                  .ask("POST", "/echo", "Transfer-Encoding: chunked")
                  .send("6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n")
                  .rest())
          .startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void refusesALongHeadAndALongFirstLine() throws IOException {
    try (var listener = onPort(Limits.standard(), ECHO);
        var head = RawClient.of(listener.port());
        var line = RawClient.of(listener.port())) {
      assertThat(head.ask("POST", "/echo", "Cookie: " + "x".repeat(20_000)).rest())
          .startsWith("HTTP/1.1 400 ")
          .contains("its head is too long");
      assertThat(line.ask("POST", "/" + "x".repeat(9_000)).rest())
          .startsWith("HTTP/1.1 414 ")
          .contains("uri-too-long");
    }
  }

  @Test
  void refusesWhatTwoReadersWouldReadTwoWays() throws IOException {
    try (var listener = onPort(Limits.standard(), ECHO);
        var both = RawClient.of(listener.port());
        var nonsense = RawClient.of(listener.port())) {
      assertThat(
              both.ask("POST", "/echo", "Content-Length: 4", "Transfer-Encoding: chunked").rest())
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"bad-request\"");
      assertThat(nonsense.send("nonsense\r\n\r\n").rest()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void givesUpOnASlowHeadAndASlowBody() throws IOException {
    var limits = Limits.standard().withTimes(SHORT, LONG, LONG);
    try (var _ = onSocket(limits, ECHO);
        var head = RawClient.of(socket());
        var body = RawClient.of(socket())) {
      assertThat(head.send("POST /echo HT").rest())
          .startsWith("HTTP/1.1 408 ")
          .contains("request-timeout");
      assertThat(body.ask("POST", "/echo", "Content-Length: 10").send("four").rest())
          .startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void closesASilentConnection() throws IOException {
    var limits = Limits.standard().withTimes(LONG, SHORT, LONG);
    try (var _ = onSocket(limits, ECHO);
        var client = RawClient.of(socket())) {
      client.ask("POST", "/echo", new byte[1]).until("took 1");

      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void refusesHeadersWithoutEnd() throws IOException {
    try (var listener = onPort(Limits.standard(), ECHO);
        var client = RawClient.of(listener.port())) {
      client.send("GET /echo HTTP/1.1\r\n").send("X-Again: and again\r\n".repeat(2000));

      assertThat(client.rest()).contains("HTTP/1.1 400 ", "its head is too long");
    }
  }

  @Test
  void refusesAChunkThatNeverBegins() throws IOException {
    try (var listener = onPort(Limits.standard().withMaxBody(1000), ECHO);
        var client = RawClient.of(listener.port())) {
      client.ask("POST", "/echo", "Transfer-Encoding: chunked");

      assertThat(client.send("1;" + "x".repeat(100_000)).rest()).isEmpty(); // and nothing is logged
    }
  }

  @Test
  @Timeout(5)
  void makesRoomWhereIdleConnectionsTakeAllPlaces() throws IOException {
    var seconds = Duration.ofSeconds(12);
    var limits = Limits.standard().withTimes(LONG, seconds, LONG).withMaxConnections(3);
    try (var _ = onSocket(limits, ECHO);
        var first = RawClient.of(socket());
        var second = RawClient.of(socket());
        var _ = RawClient.of(socket());
        var next = RawClient.of(socket())) {
      second.ask("POST", "/echo", new byte[1]).until("took 1");

      assertThat(next.ask("POST", "/echo", new byte[1]).until("took 1")).contains("200 OK");
      assertThat(first.rest()).isEmpty();
    }
  }

  @Test
  void cutsOffAClientThatDoesNotRead() throws Exception {
    var limits = Limits.standard().withTimes(LONG, LONG, SHORT).withMaxConnections(1);
    try (var _ = onSocket(limits, ECHO, BIG);
        var deaf = RawClient.of(socket());
        var next = RawClient.of(socket())) {
      deaf.ask("GET", "/big");

      // there is one place, which the deaf client has until it is cut off
      assertThat(next.ask("POST", "/echo", new byte[1]).until("took 1")).contains("200 OK");
    }
  }

  @Test
  void letsAHandlerTakeItsTime() throws IOException {
    var limits = Limits.standard().withTimes(SHORT, SHORT, SHORT);
    var slow = Route.get("/slow", _ -> slowly());
    try (var _ = onSocket(limits, slow);
        var client = RawClient.of(socket())) {
      assertThat(client.ask("GET", "/slow", "Connection: close").rest()).endsWith("at last");
    }
  }

  @Test
  void answersAHundredAtOnce() throws Exception {
    var inside = new CountDownLatch(100);
    var meet = Route.get("/meet", _ -> meeting(inside));
    try (var _ = onSocket(Limits.standard(), meet);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Future<String>>();
      for (int n = 0; n < 100; n++) {
        asked.add(threads.submit(this::meet));
      }

      for (var reply : asked) {
        assertThat(reply.get()).endsWith("all here");
      }
    }
  }

  @Test
  void closesAfterTheReplyUnderWay() throws Exception {
    var entered = new CountDownLatch(1);
    var closing = new CountDownLatch(1);
    var slow = Route.get("/slow", _ -> finishing(entered, closing));
    var listener = onSocket(Limits.standard(), slow, ECHO);
    try (var client = RawClient.of(socket());
        var idle = RawClient.of(socket())) {
      idle.ask("POST", "/echo", new byte[1]).until("took 1");
      client.ask("GET", "/slow");
      entered.await();
      var closed = Thread.ofVirtual().start(listener::close);

      assertThat(idle.rest()).isEmpty();
      closing.countDown();
      assertThat(client.rest()).endsWith("finished");
      closed.join();
      assertThat(socket()).doesNotExist();
    }
  }

  @Test
  void answersHeadAsGetWithoutTheBody() throws IOException {
    var calls = new AtomicInteger();
    var page = Route.get("/page", _ -> Reply.html(200, "<p>" + calls.incrementAndGet()));
    try (var _ = onSocket(Limits.standard(), page);
        var client = RawClient.of(socket())) {
      var reply = client.ask("HEAD", "/page", "Connection: close").rest();

      assertThat(reply).startsWith("HTTP/1.1 200 OK").contains("Content-Length: 4\r\n");
      assertThat(reply).endsWith("\r\n\r\n");
      assertThat(reply).contains("Content-Security-Policy: default-src 'none'; style-src 'self'");
      assertThat(reply).contains("Referrer-Policy: same-origin");
    }
  }

  private String meet() throws IOException {
    try (var client = RawClient.of(socket())) {
      return client.ask("GET", "/meet", "Connection: close").rest();
    }
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private Listener onSocket(Limits limits, Route... routes) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return Listener.onSocket(socket(), List.of(routes), limits);
  }

  private static Listener onPort(Limits limits, Route... routes) {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Listener.onPort(any, List.of(routes), limits);
  }

  private static Reply slowly() {
    long end = System.nanoTime() + SHORT.multipliedBy(4).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return Reply.text(200, "text/plain", "at last");
  }

  private static Reply meeting(CountDownLatch inside) {
    return uninterrupted(() -> {
      inside.countDown();
      inside.await();
      return Reply.text(200, "text/plain", "all here");
    });
  }

  private static Reply finishing(CountDownLatch entered, CountDownLatch closing) {
    return uninterrupted(() -> {
      entered.countDown();
      closing.await();
      return Reply.text(200, "text/plain", "finished");
    });
  }

  private static Reply uninterrupted(Callable<Reply> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
