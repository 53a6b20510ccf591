package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TickerTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void worksAtOnceAndEndsAfterTheWorkUnderWay() throws InterruptedException {
    var ticker = new Ticker(Duration.ofHours(1), this::work);
    begun.await();

    var closing = Thread.ofPlatform().start(ticker::close);
    while (closing.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    assertThat(closing.isAlive()).isTrue();
    goOn.countDown();
    closing.join();

    assertThat(done).isTrue();
  }

  @Test
  void goesOnWhenTheMemoryRanOut() throws InterruptedException {
    var logger = Logger.getLogger(Ticker.class.getName());
    logger.setLevel(Level.OFF);
    var ticks = new CountDownLatch(2);
    Runnable greedy =
        () -> {
          ticks.countDown();
          throw new OutOfMemoryError("on purpose");
        };

    try (var _ = new Ticker(Duration.ofMillis(1), greedy)) {
      ticks.await();
    }

    logger.setLevel(null);
    assertThat(ticks.getCount()).isZero();
  }

  private void work() {
    begun.countDown();
    try {
      goOn.await();
      done.set(true);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
