package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.oauth.TokenOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class BrokerCloseTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch reply = new CountDownLatch(1);
  private BrokerFixture house;

  @BeforeEach
  void open() {
    house = new BrokerFixture(folder, Quirks.Rotation.SINGLE_USE, null);
    house.connect(HOUR);
    house.endpoint.does(this::slowly);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void waitsForTheReplyOfARefreshThatWasDue() throws InterruptedException {
    house.clock.advance(HOUR);
    house.startOnThreads();
    arrived.await();

    var closing = closing();
    reply.countDown();
    closing.join();

    assertThat(house.vault.require(BrokerFixture.ANA).generation()).isEqualTo(new Generation(2));
  }

  @Test
  void waitsForTheReplyThatAnAskerWaitsFor() throws InterruptedException {
    house.clock.advance(HOUR);
    var asker = Thread.ofVirtual().start(house::ask);
    arrived.await();

    var closing = closing();
    reply.countDown();
    closing.join();
    asker.join();

    assertThat(house.vault.require(BrokerFixture.ANA).generation()).isEqualTo(new Generation(2));
  }

  @Test
  void sendsNothingMore() {
    house.broker.close();
    house.clock.advance(HOUR);

    var answer = house.ask();

    assertThat(answer).isInstanceOf(Answer.Deferred.class);
    assertThat(house.endpoint.sent()).isEmpty();
  }

  private TokenOutcome slowly() {
    arrived.countDown();
    try {
      reply.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return house.granted("a2", "r2", HOUR);
  }

  /// A thread that closes the broker, and waits by now.
  private Thread closing() {
    var closing = Thread.ofPlatform().start(house.broker::close);
    while (closing.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    assertThat(closing.isAlive()).isTrue();
    return closing;
  }
}
