package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.Confinement.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every sandbox does, the fake one too: commands are started, fed, heard, awaited, stopped.
@Timeout(60)
abstract class SandboxContract {
  private static final int MEGABYTE = 1 << 20;

  /// The same thing twice: for a shell in a real sandbox, and in Java for the fake.
  record Errand(String shell, Script java) {}

  /// The sandbox under test, able to do this errand.
  abstract Sandbox sandboxFor(Errand errand);

  @Test
  void handsInputToTheCommandAndItsOutputBack() throws Exception {
    var container = start(new Errand("cat", SandboxContract::copy));

    try (var input = container.input()) {
      input.write("hello".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(container.output()).hasContent("hello");
    assertThat(container.waitFor()).isZero();
  }

  @Test
  void keepsErrorsApartFromOutput() {
    var container = start(new Errand("echo out; echo err >&2", SandboxContract::sayBoth));

    assertThat(container.output()).hasContent("out");
    assertThat(container.errors()).hasContent("err");
  }

  @Test
  void carriesAMegabyteOnBothStreamsAtOnce() throws Exception {
    var container =
        start(
            new Errand(
                "head -c 1048576 /dev/zero & head -c 1048576 /dev/zero >&2; wait",
                SandboxContract::sayMuch));

    var errors = CompletableFuture.supplyAsync(() -> read(container.errors()));
    var output = read(container.output());

    assertThat(output).hasSize(MEGABYTE);
    assertThat(errors.get()).hasSize(MEGABYTE);
    assertThat(container.waitFor()).isZero();
  }

  @Test
  void passesTheExitCodeOn() throws Exception {
    var container = start(new Errand("exit 42", _ -> 42));

    assertThat(container.waitFor()).isEqualTo(42);
    assertThat(container.waitFor()).as("asked again").isEqualTo(42);
  }

  @Test
  void stopsACommandThatObeys() throws Exception {
    var container = start(new Errand("echo up; exec sleep 1000", SandboxContract::sleep));
    awaitLine(container);

    container.stop(Duration.ofSeconds(30));

    assertThat(container.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void letsTheCommandTidyUpWhenAskedToStop() throws Exception {
    var container =
        start(
            new Errand(
                "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.02; done",
                SandboxContract::sayGoodbye));
    awaitLine(container);

    container.stop(Duration.ofSeconds(30));

    assertThat(container.output()).hasContent("bye");
    assertThat(container.waitFor()).isEqualTo(7);
  }

  @Test
  void killsACommandThatIgnoresBeingAsked() throws Exception {
    var container =
        start(
            new Errand(
                "trap '' TERM; echo up; while :; do sleep 1; done", SandboxContract::sleepDeaf));
    awaitLine(container);

    container.stop(Duration.ofMillis(100));

    assertThat(container.waitFor()).isEqualTo(128 + 9);
    assertThat(container.output()).isEmpty();
  }

  @Test
  void stopsWhatHasEndedWithoutComplaint() throws Exception {
    var container = start(new Errand("exit 3", _ -> 3));
    container.waitFor();

    container.stop(Duration.ofSeconds(30));

    assertThat(container.waitFor()).isEqualTo(3);
  }

  final Container start(Errand errand) {
    return sandboxFor(errand).start(plan(errand.shell()));
  }

  static LaunchPlan plan(String shell, Mount... mounts) {
    return new LaunchPlan(
        "contract",
        List.of("/bin/sh", "-c", shell),
        Path.of("/tmp"),
        Map.of("PATH", "/usr/bin:/bin"),
        List.of(mounts),
        Network.NONE);
  }

  static void awaitLine(Container container) throws IOException {
    assertThat(container.output().readNBytes(3)).asString().isEqualTo("up\n");
  }

  private static byte[] read(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int copy(Script.Inside inside) throws IOException {
    inside.input().transferTo(inside.output());
    return 0;
  }

  private static int sayBoth(Script.Inside inside) throws IOException {
    inside.output().write("out\n".getBytes(StandardCharsets.UTF_8));
    inside.errors().write("err\n".getBytes(StandardCharsets.UTF_8));
    return 0;
  }

  private static int sayMuch(Script.Inside inside) throws IOException {
    var quarter = new byte[MEGABYTE / 4];
    for (var i = 0; i < 4; i++) {
      inside.output().write(quarter);
      inside.errors().write(quarter);
    }
    return 0;
  }

  private static int sleep(Script.Inside inside) throws Exception {
    inside.output().write("up\n".getBytes(StandardCharsets.UTF_8));
    Thread.currentThread().join();
    return 0;
  }

  private static int sayGoodbye(Script.Inside inside) throws Exception {
    try {
      return sleep(inside);
    } catch (InterruptedException _) {
      inside.output().write("bye\n".getBytes(StandardCharsets.UTF_8));
      return 7;
    }
  }

  /// Says that it is up on another thread: an interrupt at the end of a write closes the pipe.
  private static int sleepDeaf(Script.Inside inside) {
    Thread.ofVirtual().start(() -> sayUp(inside));
    while (true) {
      try {
        Thread.currentThread().join();
      } catch (InterruptedException _) {
        // deaf
      }
    }
  }

  private static void sayUp(Script.Inside inside) {
    try {
      inside.output().write("up\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
