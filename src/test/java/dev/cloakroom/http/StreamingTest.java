package dev.cloakroom.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StreamingTest {
  @TempDir private Path folder;
  private final CountDownLatch waits = new CountDownLatch(1);

  @Test
  void sendsEachFlushAtOnce() throws Exception {
    var seen = new CountDownLatch(1);
    try (var _ = serving(out -> twoEvents(out, seen));
        var client = RawClient.of(socket())) {
      var first = client.ask("GET", "/events").until("data: 1\n\n\r\n");
      seen.countDown();
      var rest = client.rest();

      assertThat(first).contains("Content-Type: text/event-stream", "Transfer-Encoding: chunked");
      assertThat(rest).isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
    }
  }

  @Test
  void endsAWaitWhenTheClientGoes() throws Exception {
    var ended = new CompletableFuture<String>();
    try (var _ = serving(out -> waitForEver(out, ended))) {
      try (var client = RawClient.of(socket())) {
        client.ask("GET", "/events").until("hello");
        waits.await();
      }

      assertThat(ended.get()).isEqualTo("interrupted, then the client has gone");
    }
  }

  @Test
  void endsAStreamWhenTheListenerCloses() throws Exception {
    var ended = new CompletableFuture<String>();
    var listener = serving(out -> waitForEver(out, ended));
    try (var client = RawClient.of(socket())) {
      client.ask("GET", "/events").until("hello");
      waits.await(); // or the write of it may be what is cut off
      listener.close();

      assertThat(ended.get()).startsWith("interrupted");
    }
  }

  @Test
  void cutsAFailedBodyShort() throws Exception {
    try (var _ = serving(StreamingTest::failsLate);
        var client = RawClient.of(socket())) {
      var reply = client.ask("GET", "/events").rest();

      assertThat(reply).contains("200 OK", "hello").doesNotContain("\r\n0\r\n", "too late");
    }
  }

  @Test
  void reportsAProblemBeforeTheFirstByte() throws Exception {
    try (var _ = serving(_ -> tooLate());
        var client = RawClient.of(socket())) {
      var reply = client.ask("GET", "/events").rest();

      assertThat(reply).startsWith("HTTP/1.1 403 ").contains("\"code\":\"too-late\"");
      assertThat(reply).doesNotContain("text/event-stream");
    }
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private Listener serving(Reply.Body.Streamed body) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    var route = Route.get("/events", _ -> Reply.stream("text/event-stream", body));
    return Listener.onSocket(socket(), List.of(route), Limits.standard());
  }

  private static void twoEvents(OutputStream out, CountDownLatch firstSeen) throws IOException {
    out.write("data: 1\n\n".getBytes(UTF_8));
    out.flush();
    try {
      firstSeen.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    out.write("data: 2\n\n".getBytes(UTF_8));
  }

  private void waitForEver(OutputStream out, CompletableFuture<String> ended) throws IOException {
    out.write("hello".getBytes(UTF_8));
    out.flush();
    waits.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      ended.complete("interrupted, then " + failureOfNextFlush(out));
    }
  }

  private static String failureOfNextFlush(OutputStream out) {
    try {
      out.write("more".getBytes(UTF_8));
      out.flush();
      return "nothing";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void failsLate(OutputStream out) throws IOException {
    out.write("hello".getBytes(UTF_8));
    out.flush();
    tooLate();
  }

  private static void tooLate() {
    throw new Problem(Kind.REFUSED, "too-late", "too late");
  }
}
