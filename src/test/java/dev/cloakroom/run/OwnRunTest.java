package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.event.Event;
import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class OwnRunTest {
  @TempDir Path folder;

  @Test
  void nobodyWaitsForOneThatBrokeOff() throws InterruptedException {
    try (var house = new RunHouse(folder, _ -> 0)) {
      house.rooms.events.subscribe(OwnRunTest::breakOff);

      try (var run = house.runs.own(house.request(null, List.of(), List.of()))) {
        assertThatThrownBy(run::plan)
            .isInstanceOfSatisfying(
                Problem.class, problem -> assertThat(problem.code()).isEqualTo("internal"));
        assertThat(run.line()).isEmpty();
      }
    }
  }

  private static void breakOff(Event event) {
    if (event instanceof Event.RunStarted) {
      throw new LinkageError("broken on purpose");
    }
  }
}
