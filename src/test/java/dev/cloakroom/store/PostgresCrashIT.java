package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A PostgreSQL server that dies in the middle of writes.
class PostgresCrashIT {
  private RealPostgres postgres;
  private Store store;

  @BeforeEach
  void open() {
    postgres = RealPostgres.start().ready();
    store = Store.open(postgres.freshDatabase());
  }

  @AfterEach
  void close() {
    store.close();
    postgres.close();
  }

  @Test
  void keepsEveryWriteThatReturnedAndGoesOnByItself() throws Exception {
    var written = new ConcurrentSkipListSet<String>();
    var told = new CompletableFuture<StoreException>();
    var many = new CountDownLatch(200);
    var writers = new Thread[8];
    var number = new AtomicInteger();
    for (int i = 0; i < writers.length; i++) {
      writers[i] = Thread.ofVirtual().start(() -> writeUntilTold(number, written, many, told));
    }

    many.await();
    postgres.kill();
    for (var writer : writers) {
      writer.join();
    }
    postgres.restart();

    assertThat(told.join().code()).isEqualTo("store-unreachable");
    assertThat(Rows.names(store)).containsAll(written);
    Rows.put(store, "after", "yes");
    assertThat(Rows.get(store, "after")).isEqualTo("yes");
  }

  @Test
  void tellsEachReadAndWriteWhileTheServerIsAway() {
    Rows.put(store, "color", "blue");

    postgres.stop();

    assertThatThrownBy(() -> Rows.get(store, "color")).hasMessageContaining("can't be reached");
    assertThatThrownBy(() -> Rows.put(store, "color", "red"))
        .hasMessageContaining("can't be reached");
  }

  @Test
  void noticesNothingOfAServerThatWasRestartedMeanwhile() {
    Rows.put(store, "color", "blue");
    Rows.get(store, "color");

    postgres.stop();
    postgres.restart();

    assertThat(Rows.get(store, "color")).isEqualTo("blue");
    Rows.put(store, "color", "red");
    assertThat(Rows.get(store, "color")).isEqualTo("red");
  }

  private void writeUntilTold(
      AtomicInteger number,
      ConcurrentSkipListSet<String> written,
      CountDownLatch many,
      CompletableFuture<StoreException> told) {
    while (true) {
      var name = "row" + number.incrementAndGet();
      try {
        Rows.put(store, name, "");
        written.add(name);
        many.countDown();
      } catch (StoreException e) {
        told.complete(e);
        return;
      }
    }
  }
}
