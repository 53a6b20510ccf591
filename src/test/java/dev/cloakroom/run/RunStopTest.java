package dev.cloakroom.run;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.event.Event;
import dev.cloakroom.sandbox.Script;
import dev.cloakroom.wire.RunEvent;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of runs when their host stops.
@Timeout(20)
class RunStopTest {
  @TempDir Path folder;

  @Test
  void endBeforeTheStoreCloses() throws InterruptedException {
    var house = new RunHouse(folder, RunHouse.ASKS);
    var client = house.start(null, "google:calendar");
    client.next("consent");

    house.close();

    assertThat(client.end()).returns("stopped", RunEvent::reason);
  }

  @Test
  void leaveNothingWhenTheirThreadIsInterruptedAnyTime() throws InterruptedException {
    try (var house = new RunHouse(folder, RunStopTest::sleep)) {
      house.rooms.connect(ANA);
      house.rooms.events.subscribe(RunStopTest::interruptWhoBegins);

      var client = house.start(null, "google/ana");

      assertThat(client.end().reason()).isIn("stopped", "file-unwritable");
      assertThat(folder.resolve("r")).isEmptyDirectory();
    }
  }

  /// As the listener does when whoever watches has gone.
  private static void interruptWhoBegins(Event event) {
    if (event instanceof Event.RunStarted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int sleep(Script.Inside inside) throws InterruptedException {
    new CountDownLatch(inside.plan().command().size()).await();
    return 0;
  }

  @Test
  void areNotStartedAnyMore() throws InterruptedException {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.runs.stopAll();

      var client = house.start(null);

      assertThat(client.end()).returns("stopped", RunEvent::reason);
      assertThat(client.heard("started")).isEmpty();
    }
  }
}
