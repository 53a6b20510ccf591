package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
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
