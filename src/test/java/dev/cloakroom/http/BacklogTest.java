package dev.cloakroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BacklogTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Backlog<String> backlog = new Backlog<>(3, String::length);

  @Test
  void givesWhatCameAfterANumber() {
    add("a", "b", "c");

    var page = backlog.after(1);

    assertThat(page).isEqualTo(new Backlog.Page<>(List.of("b", "c"), 0, 3, false, false));
  }

  @Test
  void numbersItsItemsFromOne() {
    backlog.add(Long::toString);
    backlog.add(Long::toString);

    assertThat(backlog.after(0).items()).containsExactly("1", "2");
  }

  @Test
  void dropsTheOldestBeyondItsCapacity() {
    add("a", "b", "cc");

    assertThat(backlog.after(0))
        .isEqualTo(new Backlog.Page<>(List.of("b", "cc"), 1, 3, true, false));
    assertThat(backlog.after(1).missed()).isFalse();
    assertThat(backlog.held()).isEqualTo(3);
  }

  @Test
  void givesAllToAReaderOfAnotherSeries() {
    add("a", "b");

    assertThat(backlog.after(77))
        .isEqualTo(new Backlog.Page<>(List.of("a", "b"), 0, 2, true, false));
  }

  @Test
  void tellsThatForgottenItemsWereMissed() {
    add("a", "b");
    backlog.forget();

    assertThat(backlog.after(0).missed()).isTrue();
    assertThat(backlog.after(2).missed()).isFalse();
    assertThat(backlog.held()).isZero();
  }

  @Test
  void wakesAWaitingReader() throws Exception {
    var woken = waiting(0);
    add("a");

    assertThat(woken.get()).isTrue();
  }

  @Test
  void wakesAWaitingReaderAtTheEnd() throws Exception {
    var woken = waiting(0);
    backlog.end();

    assertThat(woken.get()).isTrue();
    assertThat(backlog.after(0).ended()).isTrue();
  }

  @Test
  void endsAWaitThatIsInVain() throws InterruptedException {
    assertThat(backlog.await(0, Duration.ofMillis(5))).isFalse();
  }

  @Test
  void takesNothingAfterTheEnd() {
    backlog.end();
    add("late");

    assertThat(backlog.after(0).items()).isEmpty();
  }

  private void add(String... items) {
    for (var item : items) {
      backlog.add(_ -> item);
    }
  }

  private CompletableFuture<Boolean> waiting(long number) throws InterruptedException {
    var woken = new CompletableFuture<Boolean>();
    var reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                woken.complete(backlog.await(number, LONG));
              } catch (InterruptedException e) {
                woken.completeExceptionally(e);
              }
            });
    while (reader.getState() != Thread.State.TIMED_WAITING && !Thread.interrupted()) {
      Thread.onSpinWait();
    }
    return woken;
  }
}
