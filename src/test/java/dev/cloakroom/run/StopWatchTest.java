package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopWatchTest {
  private final AtomicLong nanos = new AtomicLong(5);
  private final StopWatch watch = new StopWatch(nanos::get);

  @Test
  void countsAllButTheRests() {
    nanos.addAndGet(10);
    watch.stop();
    nanos.addAndGet(100);
    watch.stop();
    assertThat(watch.time()).isEqualTo(Duration.ofNanos(10));

    assertThat(watch.start()).isTrue();
    nanos.addAndGet(1);

    assertThat(watch.time()).isEqualTo(Duration.ofNanos(11));
  }

  @Test
  void tellsThatItRanAlready() {
    assertThat(watch.start()).isFalse();
  }
}
