package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RateLimitTest {
  private static final int BURST = 5;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger alarms = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final RateLimit limit = new RateLimit(1, BURST, alarms::incrementAndGet, this::look);

  @TempDir private Path folder;

  @Test
  void refusesWhatComesTooFastAndSaysWhenToComeAgain() throws IOException {
    try (var _ = serving();
        var client = RawClient.of(socket())) {
      for (int i = 0; i < BURST; i++) {
        client.ask("GET", "/").until("hello");
      }
      var refused = client.ask("GET", "/").until("}");
      pass(Duration.ofSeconds(1));

      assertThat(refused).startsWith("HTTP/1.1 429 ").contains("Retry-After: 1\r\n");
      assertThat(refused).contains("\"code\":\"too-many-requests\"", "application/problem+json");
      assertThat(client.ask("GET", "/").until("hello")).startsWith("HTTP/1.1 200 ");
      assertThat(handled).hasValue(BURST + 1);
    }
  }

  @Test
  void countsWhatNobodyAnswersToo() throws IOException {
    try (var _ = serving();
        var client = RawClient.of(socket())) {
      for (int i = 0; i < BURST; i++) {
        client.ask("POST", "/nowhere", new byte[10]).until("}");
      }

      assertThat(client.ask("POST", "/nowhere", new byte[10]).until("}"))
          .startsWith("HTTP/1.1 429 ");
    }
  }

  @Test
  void makesConnectionsWaitThatComeTooFast() throws IOException {
    try (var _ = serving()) {
      for (int i = 0; i < BURST; i++) {
        try (var client = RawClient.of(socket())) {
          client.send("nonsense\r\n\r\n").until("}");
        }
      }
      try (var waiting = RawClient.of(socket())) {
        waiting.ask("GET", "/");
        awaitLooksAtTheClock(3);
        assertThat(handled).hasValue(0);
        pass(Duration.ofSeconds(1));

        assertThat(waiting.until("hello")).contains("200 OK");
      }
    }
  }

  @Test
  void isAlarmedOnceAMinuteWhenItGoesOn() {
    come(BURST + RateLimit.MANY);
    assertThat(alarms).hasValue(0);

    come(1);
    pass(Duration.ofSeconds(30));
    come(BURST + 2 * RateLimit.MANY);
    assertThat(alarms).hasValue(1);

    pass(Duration.ofSeconds(31));
    come(BURST + RateLimit.MANY + 1);
    assertThat(alarms).hasValue(2);
  }

  @Test
  void isHammeredUntilItStops() {
    come(BURST + RateLimit.MANY);
    assertThat(limit.isHammered()).isFalse();

    come(1);
    assertThat(limit.isHammered()).isTrue();

    pass(Duration.ofSeconds(10));
    assertThat(limit.isHammered()).isFalse();
  }

  @Test
  void isNotAlarmedByALittleTooMuchForLong() {
    for (int second = 0; second < 600; second++) {
      come(RateLimit.MANY / 10);
      pass(Duration.ofSeconds(1));
    }

    assertThat(alarms).hasValue(0);
  }

  private long look() {
    looks.incrementAndGet();
    return now.get();
  }

  private void awaitLooksAtTheClock(int more) {
    int enough = looks.get() + more;
    while (looks.get() < enough && !Thread.interrupted()) {
      Thread.onSpinWait();
    }
  }

  private void come(int times) {
    for (int i = 0; i < times; i++) {
      limit.refusal();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private Listener serving() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    var route = Route.get("/", _ -> hello());
    return Listener.onSocket(socket(), List.of(route), Limits.standard(), limit);
  }

  private Reply hello() {
    handled.incrementAndGet();
    return Reply.text(200, "text/plain", "hello");
  }
}
