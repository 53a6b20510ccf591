package dev.cloakroom.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.run.Transcript.Line;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Transcript transcript = new Transcript(new MutableClock(NOW), _ -> {});

  @Test
  void numbersTheLinesOfAllStreams() {
    out("one\n");
    transcript.output("stderr", "two\n".getBytes(UTF_8), 4);
    transcript.say("three");

    assertThat(transcript.after(0))
        .containsExactly(
            new Line(1, NOW, "stdout", "one"),
            new Line(2, NOW, "stderr", "two"),
            new Line(3, NOW, "notice", "three"));
    assertThat(transcript.after(2)).extracting(Line::number).containsExactly(3L);
  }

  @Test
  void dropsTheOldestLinesAndSaysSo() {
    out(("x".repeat(1000) + "\n").repeat(300));

    var kept = transcript.after(0);

    assertThat(kept.getFirst()).isEqualTo(new Line(54, NOW, "notice", "54 older lines are gone."));
    assertThat(kept.get(1).number()).isEqualTo(55);
    assertThat(transcript.backlog().held()).isBetween(255_000L, 256L << 10);
  }

  @Test
  void weighsEmptyLines() {
    out("\n".repeat(100_000));

    assertThat(transcript.after(0)).hasSizeLessThan(5000);
  }

  @Test
  void waitsForMore() throws InterruptedException {
    out("one\n");

    assertThat(transcript.awaitMore(0, AT_ONCE)).isTrue();
    assertThat(transcript.awaitMore(1, AT_ONCE)).isFalse();
    transcript.end(Ending.of(0));
    assertThat(transcript.awaitMore(1, Duration.ofHours(1))).isFalse();
  }

  @Test
  void endsALineThatATryBegan() {
    out("no newline");
    transcript.endTry();

    assertThat(transcript.text()).isEqualTo("no newline\n");
  }

  @Test
  void saysWhyTheRunFailedButWithoutSecrets() {
    transcript.hide(Secret.of("a-token-of-ana"));

    var ending = transcript.end(Ending.failed("denied", "It asked for a-token-of-ana."));

    assertThat(ending).isEqualTo(Ending.failed("denied", "It asked for •••redacted•••."));
    assertThat(transcript.text()).isEqualTo("cloakroom: It asked for •••redacted•••.\n");
  }

  @Test
  void takesNothingOnceItsSecretsAreForgotten() {
    transcript.hide(Secret.of("a-token-of-ana"));
    transcript.end(Ending.of(0));
    out("a-token-of-ana\n");

    assertThat(transcript.after(0)).isEmpty();
  }

  private void out(String text) {
    var bytes = text.getBytes(UTF_8);
    transcript.output("stdout", bytes, bytes.length);
  }
}
