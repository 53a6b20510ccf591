package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.MutableClock;
import dev.cloakroom.sandbox.Confinement;
import dev.cloakroom.sandbox.FakeSandbox;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.wire.RunEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InputTest {
  private static final Clock CLOCK = new MutableClock(Instant.EPOCH);

  private final Input input = new Input();
  private final List<RunEvent> events = new CopyOnWriteArrayList<>();

  @Test
  void keepsWhatCameBeforeTheFirstTry() throws InterruptedException {
    input.add(new byte[3 << 20]);
    input.add(null);

    assertThat(bytesRead()).isEqualTo(3 << 20);
  }

  @Test
  void givesEveryTryTheSame() throws InterruptedException {
    input.add(new byte[10]);
    input.add(new byte[20]);
    input.add(null);

    assertThat(bytesRead()).isEqualTo(30);
    assertThat(bytesRead()).isEqualTo(30);
    assertThat(input.isWhole()).isTrue();
  }

  @Test
  void saysWhenThereWasTooMuchToKeep() throws InterruptedException {
    var counting = counting();
    input.feed(counting);
    input.add(new byte[1 << 20]);
    input.add(new byte[1]);
    input.add(null);

    assertThat(counting.await().exit()).isZero();
    assertThat(input.isWhole()).isFalse();
  }

  private int bytesRead() throws InterruptedException {
    events.clear();
    var counting = counting();
    input.feed(counting);
    counting.await();
    return Integer.parseInt(Objects.requireNonNull(events.getFirst().text()));
  }

  /// A try that says in a notice how many bytes it has read.
  private Try counting() {
    var log =
        new RunLog("run-1", events::add, 0, new Transcript(CLOCK, _ -> {}), RunLogFile.none(CLOCK));
    var sandbox =
        new FakeSandbox(inside -> {
          log.notice(String.valueOf(inside.input().readAllBytes().length));
          return 0;
        });
    var plan =
        new LaunchPlan(
            "run-1", List.of("count"), Path.of("/"), Map.of(), List.of(), Confinement.Network.NONE);
    return new Try(sandbox.start(plan), log, _ -> {}, null);
  }
}
