package dev.cloakroom.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.MutableClock;
import dev.cloakroom.sandbox.Confinement;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.RunEvent;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TryTest {
  private static final Clock CLOCK = new MutableClock(Instant.EPOCH);

  private static final LaunchPlan PLAN =
      new LaunchPlan(
          "run-1", List.of("script"), Path.of("/"), Map.of(), List.of(), Confinement.Network.NONE);

  private final List<RunEvent> events = new CopyOnWriteArrayList<>();
  private final List<MarkerScanner.Found> found = new CopyOnWriteArrayList<>();

  @Test
  void passesOutputErrorsAndExitCodeOn() throws InterruptedException {
    var attempt =
        attempt(inside -> {
          inside.output().write("out".getBytes(UTF_8));
          inside.errors().write("err\nAUTH_REQUIRED:google\n".getBytes(UTF_8));
          return 3;
        });

    assertThat(attempt.await()).isEqualTo(Ending.of(3));
    assertThat(output("stdout")).asString().isEqualTo("out");
    assertThat(output("stderr")).asString().startsWith("err");
    assertThat(found).isEmpty(); // only standard output asks
  }

  @Test
  void stopsACommandThatTakesTooLong() throws InterruptedException {
    var attempt = attempt(TryTest::forEver, 1 << 20, Duration.ofMillis(20));

    assertThat(attempt.await().reason()).isEqualTo("timeout");
  }

  @Test
  void isNotPausedOnceItIsBeingStopped() throws InterruptedException {
    var sandbox = new FakeSandbox(TryTest::forEver);
    var attempt = attempt(sandbox, 1 << 20, null);
    attempt.pause();
    attempt.stop();
    attempt.pause();

    assertThat(attempt.await().exit()).isNotZero();
    assertThat(sandbox.pauses()).containsExactly("pause", "resume");
  }

  @Test
  void countsNoTimeWhileItIsPaused() throws Exception {
    var attempt = attempt(TryTest::forEver, 1 << 20, Duration.ofMillis(100));
    attempt.pause();
    var end = new FutureTask<>(attempt::await);
    Thread.ofVirtual().start(end);
    assertThatThrownBy(() -> end.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    attempt.resume();

    assertThat(end.get().reason()).isEqualTo("timeout");
  }

  @Test
  void stopsWhenToldTo() throws InterruptedException {
    var attempt = attempt(TryTest::forEver);

    attempt.stop();

    assertThat(attempt.await().exit()).isEqualTo(143);
  }

  @Test
  void passesBigOutputWhole() throws InterruptedException {
    var attempt =
        attempt(
            inside -> {
              inside.output().write(new byte[3 << 20]);
              return 0;
            },
            10 << 20,
            null);
    attempt.await();

    assertThat(output("stdout")).hasSize(3 << 20);
  }

  @Test
  void dropsWhatPassesTheCapAndSaysSoOnce() throws InterruptedException {
    var attempt =
        attempt(
            inside -> {
              inside.output().write(new byte[100_000]);
              inside.output().write("\nAUTH_REQUIRED:google\n".getBytes(UTF_8));
              return 0;
            },
            1000,
            null);

    assertThat(attempt.await().exit()).isZero();
    assertThat(output("stdout")).hasSize(1000);
    assertThat(events.stream().map(RunEvent::type)).containsExactly("output", "notice");
    assertThat(found).hasSize(1);
  }

  @Test
  void givesTheCommandItsInput() throws InterruptedException {
    var attempt =
        attempt(inside -> {
          inside.output().write(inside.input().readAllBytes());
          return 0;
        });

    attempt.input("in".getBytes(UTF_8));
    attempt.input(null);
    attempt.await();

    assertThat(output("stdout")).asString().isEqualTo("in");
  }

  @Test
  void holdsTheSenderBackWhileTheCommandIsSlow() throws InterruptedException {
    var attempt = attempt(TryTest::forEver);
    var sent = new CountDownLatch(1);
    var sender =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 0; i < 100; i++) {
                attempt.input(new byte[1 << 20]);
              }
              sent.countDown();
            });
    while (sender.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    assertThat(sent.getCount()).isOne();
    attempt.stop();
    attempt.await();
    sent.await(); // nobody reads any more, so nobody is held
  }

  private Try attempt(Script script) {
    return attempt(script, 1 << 20, null);
  }

  private Try attempt(Script script, long cap, @Nullable Duration timeout) {
    return attempt(new FakeSandbox(script), cap, timeout);
  }

  private Try attempt(FakeSandbox sandbox, long cap, @Nullable Duration timeout) {
    var log =
        new RunLog(
            "run-1", events::add, cap, new Transcript(CLOCK, _ -> {}), RunLogFile.none(CLOCK));
    return new Try(sandbox.start(PLAN), log, found::add, timeout);
  }

  private static int forEver(Script.Inside inside) throws InterruptedException {
    new CountDownLatch(inside.plan().command().size()).await();
    return 0;
  }

  private byte[] output(String stream) {
    var bytes = new ByteArrayOutputStream();
    for (var event : events) {
      var data = event.data();
      if (data != null && stream.equals(event.stream())) {
        bytes.writeBytes(Base64.getDecoder().decode(data));
      }
    }
    return bytes.toByteArray();
  }
}
