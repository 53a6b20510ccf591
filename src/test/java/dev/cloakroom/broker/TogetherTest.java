package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private final Together together = new Together();
  private final AtomicReference<@Nullable String> found = new AtomicReference<>();
  private final AtomicInteger works = new AtomicInteger();

  @Test
  void worksOnceForAllWhoComeMeanwhile() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var first =
        CompletableFuture.supplyAsync(() ->
            together.first(
                found::get,
                () -> {
                  begun.countDown();
                  await(gate);
                  return work();
                }));
    begun.await();
    var others = Stream.generate(() -> CompletableFuture.supplyAsync(this::ask)).limit(5).toList();

    gate.countDown();

    assertThat(first.join()).isEqualTo("token");
    assertThat(others).allMatch(other -> other.join().equals("token"));
    assertThat(works).hasValue(1);
  }

  @Test
  void letsAnotherWorkAfterOneThatFailed() {
    assertThatThrownBy(() ->
            together.first(
                found::get,
                () -> {
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(ask()).isEqualTo("token");
  }

  private String ask() {
    var seen = found.get();
    return seen == null ? together.first(found::get, this::work) : seen;
  }

  private String work() {
    works.incrementAndGet();
    found.set("token");
    return "token";
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
