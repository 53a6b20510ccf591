package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class LiveRunTest {
  private static final String STARTED = event("started", null, null, null);
  private static final String INPUT = "/v1/runs/r-1/input";

  @TempDir private Path folder;
  private FakeHost host;
  private Shell shell;
  private final CountDownLatch inputEnded = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
    host.answers("POST /v1/runs/{id}/input", ending());
    host.answers(
        "POST /v1/runs/{id}/stop",
        _ -> {
          stopped.countDown();
          return Reply.noContent();
        });
  }

  @AfterEach
  void closeHost() {
    host.close();
  }

  @Test
  void passesOnOutputAndExitCodeUnchanged() {
    var bytes = randomBytes(3 << 20);
    host.streams(
        "POST /v1/runs",
        lines -> {
          lines.line(STARTED);
          for (int from = 0; from < bytes.length; from += 16 << 10) {
            lines.line(output("stdout", Arrays.copyOfRange(bytes, from, from + (16 << 10))));
          }
          lines.line(output("stderr", "oh\n".getBytes(StandardCharsets.UTF_8)));
          lines.line(ended(7, null));
        });

    int exit = run();

    assertThat(shell.err()).isEqualTo("oh\n");
    assertThat(exit).isEqualTo(7);
    assertThat(shell.outBytes()).isEqualTo(bytes);
  }

  @Test
  void saysWhoAsksForWhatAndWhere() {
    shell.attended(Terminal.Side.ERR);
    streams(
        event("consent", "family asks for google: \u001b[2Jcalendar", "http://h/c/1", null),
        event("notice", "waiting for an answer", null, null),
        event("rerun", "running the command again", null, null),
        event("novelty", "?", null, null),
        ended(0, null));

    assertThat(run()).isZero();
    assertThat(shell.err())
        .isEqualTo(
            """
            cloakroom: family asks for google:  [2Jcalendar
              answer here: http://h/c/1
            cloakroom: waiting for an answer
            cloakroom: running the command again
            """);
    assertThat(shell.opened).containsExactly("http://h/c/1");
  }

  @Test
  void opensNoBrowserWithoutATerminal() {
    streams(event("consent", "family asks", "http://h/c/1", null), ended(0, null));

    run();

    assertThat(shell.opened).isEmpty();
  }

  @Test
  void tellsWhyTheRunItselfFailed() {
    streams(ended(125, "timed-out"));

    assertThat(run()).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("cloakroom: it ended [timed-out]\n");
  }

  @Test
  void saysThatTheHostWasLost() {
    streams();

    assertThat(run()).isEqualTo(125);
    assertThat(shell.err()).contains("[host-gone]");
  }

  @Test
  void passesEventsOnAsTheyAreForPrograms() {
    var output = output("stdout", new byte[] {0, -1});
    streams(output, event("consent", "family asks", "http://h/c/1", null), ended(3, null));

    assertThat(shell.attended(Terminal.Side.ERR).run("run", "--json", "--", "x")).isEqualTo(3);
    assertThat(shell.out().lines().toList())
        .startsWith(STARTED, output)
        .endsWith(ended(3, null))
        .hasSize(4);
    assertThat(shell.opened).isEmpty();
  }

  @Test
  void losesNothingOfItsInput() {
    var bytes = randomBytes(300_001);
    endsAfterInput();

    assertThat(shell.in(new ByteArrayInputStream(bytes)).run("run", "--", "x")).isZero();
    var sent = new ByteArrayOutputStream();
    host.asked("POST", INPUT).forEach(piece -> sent.writeBytes(piece.body()));
    assertThat(sent.toByteArray()).isEqualTo(bytes);
    assertThat(host.asked("POST", INPUT).getLast().query()).containsEntry("end", "true");
  }

  @Test
  void doesNotReadATerminal() {
    endsAfterInput();

    shell.attended(Terminal.Side.IN).typing("typed ahead").run("run", "--", "x");

    assertThat(host.asked("POST", INPUT)).hasSize(1);
    assertThat(host.asked("POST", INPUT).getFirst().body()).isEmpty();
  }

  @Test
  void readsATerminalWhenTold() {
    endsAfterInput();

    shell.attended(Terminal.Side.IN).typing("typed").run("run", "-i", "--", "x");

    assertThat(host.asked("POST", INPUT).getFirst().body())
        .isEqualTo("typed".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void stopsTheRunAndWaitsForItsEnd() {
    host.streams(
        "POST /v1/runs",
        lines -> {
          lines.line(STARTED);
          await(inputEnded); // so the client knows the run
          shell.signal(15);
          await(stopped);
          lines.line(ended(125, "stopped"));
        });

    assertThat(run()).isEqualTo(143);
    assertThat(shell.left).isEmpty();
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void leavesAtOnceTheSecondTime() {
    host.streams(
        "POST /v1/runs",
        lines -> {
          lines.line(STARTED);
          await(inputEnded);
          shell.signal(2);
          shell.signal(2);
          lines.line(ended(130, null));
        });

    run();

    assertThat(shell.left).containsExactly(130);
    assertThat(host.asked("POST", "/v1/runs/r-1/stop")).hasSize(1);
  }

  @Test
  void leavesAtOnceBeforeThereIsARun() {
    host.streams(
        "POST /v1/runs",
        lines -> {
          shell.signal(2);
          lines.line(ended(125, "stopped"));
        });

    run();

    assertThat(shell.left).containsExactly(130);
  }

  @Test
  void leavesWhenTheHostCannotStopIt() {
    try (var broken = new FakeHost(folder.resolve("b"))) {
      var other = new Shell(folder.resolve("b"));
      broken.fails("POST /v1/runs/{id}/stop", new Problem(Kind.FAILED, "broken", "no"));
      broken.answers("POST /v1/runs/{id}/input", ending());
      broken.streams(
          "POST /v1/runs",
          lines -> {
            lines.line(STARTED);
            await(inputEnded);
            other.signal(2);
            lines.line(ended(0, null));
          });

      other.run("run", "--", "x");

      assertThat(other.left).containsExactly(130);
    }
  }

  @Test
  void endsWhenNobodyReadsItsOutput() {
    streams(output("stdout", new byte[10]), ended(0, null));

    assertThat(shell.outTo(new Broken()).run("run", "--", "x")).isEqualTo(125);
    assertThat(shell.err()).contains("[output-closed]");
  }

  private FakeHost.Answer ending() {
    return request -> {
      if (request.query("end").isPresent()) {
        inputEnded.countDown();
      }
      return Reply.noContent();
    };
  }

  private int run() {
    return shell.run("run", "--", "x");
  }

  private void streams(String... events) {
    host.streams(
        "POST /v1/runs",
        lines -> {
          if (events.length > 0) {
            lines.line(STARTED);
          }
          for (var event : events) {
            lines.line(event);
          }
        });
  }

  private void endsAfterInput() {
    host.streams(
        "POST /v1/runs",
        lines -> {
          lines.line(STARTED);
          await(inputEnded);
          lines.line(ended(0, null));
        });
  }

  private static String event(
      String type, @Nullable String text, @Nullable String link, @Nullable Integer exit) {
    return Wire.json(new RunEvent(type, "r-1", null, null, text, link, exit, null));
  }

  private static String ended(int exit, @Nullable String reason) {
    return Wire.json(new RunEvent("ended", "r-1", null, null, "it ended", null, exit, reason));
  }

  private static String output(String stream, byte[] bytes) {
    var data = Base64.getEncoder().encodeToString(bytes);
    return Wire.json(new RunEvent("output", "r-1", stream, data, null, null, null, null));
  }

  private static byte[] randomBytes(int length) {
    var bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A pipe that nobody reads any more.
  private static final class Broken extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("broken pipe");
    }
  }
}
