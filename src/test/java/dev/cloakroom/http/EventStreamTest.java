package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.EventStream.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class EventStreamTest {
  private static final Duration NEVER = Duration.ofHours(1);

  /// What the kernel may take for a client that does not read, and more.
  private static final int MUCH = 4 << 20;

  @TempDir private Path folder;
  private final Backlog<Sent> backlog = new Backlog<>(3, _ -> 1);
  private Listener listener;

  @BeforeEach
  void open() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    listener = serving(new EventStream(2, NEVER), Limits.standard());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @Test
  void replaysWhatIsKeptAndGoesOnLive() throws IOException {
    tell("one");
    try (var client = follow("/events")) {
      assertThat(client.until("one\n\n\r\n")).contains("text/event-stream", "id: 1\nevent: told");
      tell("two");

      assertThat(client.until("two\n\n\r\n")).contains("id: 2\nevent: told\ndata: two\n\n");
    }
  }

  @Test
  void beginsAfterTheLastEventThatTheClientHas() throws IOException {
    tell("one", "two");
    try (var byHeader = follow("/events", "Last-Event-ID: 1");
        var byQuery = follow("/events?after=1")) {
      assertThat(byHeader.until("two\n\n\r\n")).doesNotContain("one", "gap");
      assertThat(byQuery.until("two\n\n\r\n")).doesNotContain("one", "gap");
    }
  }

  @Test
  void saysWhereEventsAreGone() throws IOException {
    tell("one", "two", "three", "four", "five");
    try (var client = follow("/events?after=1")) {
      var told = client.until("five\n\n\r\n");

      assertThat(told).contains("event: gap\ndata: {\"before\":3}\n\n").contains("id: 3\n");
    }
  }

  @Test
  void endsWithTheSeries() throws IOException {
    tell("one");
    backlog.end();
    try (var client = follow("/events")) {
      assertThat(client.rest()).contains("data: one\n\n", "event: end\ndata: {}\n\n");
    }
  }

  @Test
  void refusesANumberThatIsNone() throws IOException {
    try (var client = follow("/events?after=first", "Connection: close")) {
      assertThat(client.rest()).startsWith("HTTP/1.1 400 ").contains("bad-number");
    }
  }

  @Test
  void refusesOneClientTooMany() throws IOException {
    try (var one = follow("/events");
        var two = follow("/events")) {
      one.until("hello\n\n\r\n");
      two.until("hello\n\n\r\n");

      try (var three = follow("/events")) {
        assertThat(three.rest()).startsWith("HTTP/1.1 503 ").contains("too-many-watchers");
      }
    }
  }

  @Test
  void givesThePlaceOfAClientThatHasGoneToAnother() throws IOException {
    for (int i = 0; i < 10; i++) {
      try (var client = follow("/events")) {
        assertThat(client.until("\r\n\r\n")).isNotEmpty(); // let in or not
      }
    }
    var reply = "HTTP/1.1 503";
    while (reply.startsWith("HTTP/1.1 503")) {
      try (var client = follow("/events")) {
        reply = client.until("\r\n\r\n"); // until the listener has noticed that the ten are gone
      }
    }

    assertThat(reply).startsWith("HTTP/1.1 200");
  }

  @Test
  void findsOutWhetherTheClientIsThere() throws IOException {
    listener.close();
    listener = serving(new EventStream(2, Duration.ofMillis(1)), Limits.standard());
    try (var client = follow("/events")) {
      assertThat(client.until(": still here\n\n\r\n")).doesNotContain("data");
    }
  }

  @Test
  void endsWhenTheListenerCloses() throws IOException {
    try (var client = follow("/events")) {
      client.until("hello\n\n\r\n");
      listener.close();

      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void cutsOffAClientThatDoesNotReadAndHoldsNobodyUp() throws IOException {
    listener.close();
    var second = Duration.ofSeconds(1);
    var limits = Limits.standard().withTimes(second, second, Duration.ofMillis(50));
    listener = serving(new EventStream(1, NEVER), limits);
    try (var deaf = follow("/events")) {
      deaf.until("hello\n\n\r\n");
      tell("x".repeat(MUCH)); // returns, though nobody reads it
      awaitFreePlace();

      assertThat(deaf.rest()).hasSizeLessThan(MUCH);
    }
  }

  private void awaitFreePlace() throws IOException {
    var reply = "";
    while (!reply.startsWith("HTTP/1.1 200")) {
      try (var client = follow("/events?after=1")) {
        reply = client.until("\r\n\r\n");
      }
    }
  }

  private void tell(String... texts) {
    for (var text : texts) {
      backlog.add(number -> new Sent(number, "told", text));
    }
  }

  private RawClient follow(String path, String... headers) throws IOException {
    return RawClient.of(folder.resolve("s")).ask("GET", path, headers);
  }

  private Listener serving(EventStream stream, Limits limits) {
    var route = Route.get("/events", request -> stream.of(backlog, request, sent -> sent));
    return Listener.onSocket(folder.resolve("s"), List.of(route), limits);
  }
}
