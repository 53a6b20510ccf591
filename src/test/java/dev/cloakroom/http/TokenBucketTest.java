package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // it may overflow
  private final TokenBucket bucket = new TokenBucket(200, 400, now::get);

  @Test
  void allowsABurst() {
    assertThat(taken(500)).isEqualTo(400);
  }

  @Test
  void allowsSoManyInTheLongRun() {
    taken(400);
    int taken = 0;
    for (int millisecond = 0; millisecond < 10_000; millisecond++) {
      pass(Duration.ofMillis(1));
      taken += taken(10);
    }

    assertThat(taken).isEqualTo(2000);
  }

  @Test
  void savesNoMoreThanABurst() {
    taken(400);
    pass(Duration.ofDays(1));

    assertThat(taken(500)).isEqualTo(400);
  }

  private int taken(int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += bucket.take() ? 1 : 0;
    }
    return taken;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
