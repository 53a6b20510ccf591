package dev.cloakroom.broker;

import static dev.cloakroom.broker.BrokerFixture.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.vault.AccountState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes over one store, as if it were shared.
class BrokerNodesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  private @Nullable BrokerFixture opened;
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  void sendOneRequestForBoth() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    house.clock.advance(HOUR);
    var first = stoppedWhileSending(house, house.granted("a2", "r2", HOUR));

    var second = CompletableFuture.supplyAsync(() -> other.token(ANA, null, "run-2", "test"));
    gate.countDown();

    assertThat(house.tokenOf(first.join())).isEqualTo(Secret.of("a2"));
    assertThat(house.tokenOf(second.join())).isEqualTo(Secret.of("a2"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void sendNothingForWhatTheOtherHasRefreshedMeanwhile() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    other.status(house.vault.require(ANA));
    house.clock.advance(HOUR);
    house.endpoint.answers(house.granted("a2", "r2", HOUR));
    house.endpoint.answers(house.granted("a3", "r3", HOUR));
    house.ask();

    var answer = other.token(ANA, null, "run-2", "test");

    assertThat(house.tokenOf(answer)).isEqualTo(Secret.of("a2"));
    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"));
  }

  @Test
  void sendNothingAtAStrictProviderWhileAnAttemptOfTheOtherIsOpen() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    house.clock.advance(Duration.ofMinutes(50));
    var first = stoppedWhileSending(house, house.granted("a2", "r2", HOUR));
    other.start();

    house.clock.advance(Duration.ofMinutes(2)); // past the lease
    house.breathe(other);

    assertThat(other.status(house.vault.require(ANA)).account().state())
        .isEqualTo(AccountState.UNCERTAIN);
    assertThat(house.endpoint.sent()).hasSize(1);
    gate.countDown();
    assertThat(house.tokenOf(first.join())).isEqualTo(Secret.of("a2"));
    assertThat(house.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
    other.close();
  }

  @Test
  void goOnWhenOneWasStoppedBetweenItsLeaseAndItsRequest() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    house.clock.advance(Duration.ofMinutes(30));
    house.endpoint.answers(house.granted("a2", "r2", HOUR));
    house.store.afterNextCommit(() -> {
      other.token(ANA, Duration.ofSeconds(1), "run-2", "test"); // sees the attempt
      house.clock.advance(Duration.ofSeconds(50));
      other.token(ANA, Duration.ofMinutes(50), "run-2", "test");
    });
    house.ask(Duration.ofMinutes(50));
    assertThat(house.endpoint.sent()).isEmpty();

    house.broker.follow();
    house.breathe(house.broker);

    assertThat(house.endpoint.sent()).hasSize(1);
    assertThat(house.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
  }

  @Test
  void useALateReplyThoughTheOtherTookOver() {
    var house = house(Quirks.Rotation.SINGLE_USE, Duration.ofMinutes(5));
    var other = house.anotherNode();
    house.clock.advance(Duration.ofMinutes(50));
    var first = stoppedWhileSending(house, house.granted("late", "r-late", HOUR));
    other.token(ANA, Duration.ofSeconds(1), "run-2", "test");
    house.endpoint.answers(new TokenOutcome.Unavailable("lost-reply", true, null));
    other.refused(ANA, house.vault.require(ANA).generation());
    house.clock.advance(Duration.ofMinutes(2)); // past the lease, inside the leeway
    other.refused(ANA, house.vault.require(ANA).generation());

    gate.countDown();

    assertThat(house.tokenOf(first.join())).isEqualTo(Secret.of("late"));
    assertThat(house.vault.require(ANA).state()).isEqualTo(AccountState.UNCERTAIN); // unverified
    assertThat(house.endpoint.sent()).containsExactly(Secret.of("r1"), Secret.of("r1"));
  }

  @Test
  void doNotDoubtARefreshThatIsUnderWayInThisProcess() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    house.clock.advance(Duration.ofMinutes(50));
    var first = stoppedWhileSending(house, house.granted("a2", "r2", HOUR));

    house.broker.start();

    assertThat(house.vault.require(ANA).state()).isEqualTo(AccountState.HEALTHY);
    gate.countDown();
    assertThat(house.tokenOf(first.join())).isEqualTo(Secret.of("a2"));
  }

  @Test
  void takeUpWhatTheOtherDid() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    other.start();
    house.broker.disconnect(ANA);

    other.follow();

    assertThat(house.gone).contains(ANA);
    other.close();
  }

  @Test
  void lookAgainAtWhatCouldNotBeReadAtFirst() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    house.clock.advance(Duration.ofMinutes(50));
    house.endpoint.answers(house.granted("a2", "r2", HOUR));
    other.token(ANA, Duration.ofMinutes(20), "run-2", "test");
    house.store.failReadsAfter(2); // it hears of the change, and can't look at it

    house.broker.follow();
    house.store.mend();
    house.broker.follow();

    assertThat(house.broker.peek(ANA).access()).isEqualTo(Secret.of("a2"));
    assertThat(house.endpoint.sent()).hasSize(1);
  }

  @Test
  void letGoOfAnUnsavedReplyOnceTheOtherBroughtANewerOne() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    leaveAReplyUnsaved(house);
    other.connect(ANA, "sub-1", "ana", house.tokens("a3", "r3", house.clock.instant().plus(HOUR)));

    house.broker.follow();
    house.clock.advance(Duration.ofSeconds(10));
    house.breathe(house.broker);

    assertThat(house.vault.unsaved(ANA)).isEmpty();
    assertThat(house.tokenOf(house.ask())).isEqualTo(Secret.of("a3"));
  }

  @Test
  void letGoOfAnUnsavedReplyOnceTheOtherRemovedItsAccount() {
    var house = house(Quirks.Rotation.SINGLE_USE, null);
    var other = house.anotherNode();
    leaveAReplyUnsaved(house);
    other.disconnect(ANA);

    house.broker.follow();

    assertThat(house.vault.unsaved(ANA)).isEmpty();
  }

  private void leaveAReplyUnsaved(BrokerFixture house) {
    house.clock.advance(HOUR);
    house.breakTheDisk();
    house.endpoint.answers(house.granted("a2", "r2", HOUR));
    house.ask();
    house.mendTheDisk();
    assertThat(house.vault.unsaved(ANA)).isPresent();
  }

  private BrokerFixture house(Quirks.Rotation rotation, @Nullable Duration leeway) {
    var house = new BrokerFixture(folder, rotation, leeway);
    opened = house;
    house.connect(HOUR);
    return house;
  }

  /// Lets the first node begin a refresh, whose reply waits for the gate.
  private CompletableFuture<Answer> stoppedWhileSending(BrokerFixture house, TokenOutcome outcome) {
    house.endpoint.does(() -> {
      arrived.countDown();
      awaitGate();
      return outcome;
    });
    var answer = CompletableFuture.supplyAsync(() -> house.ask(Duration.ofMinutes(20)));
    try {
      arrived.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return answer;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
