package dev.cloakroom.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.broker.Simulation.Outcome;
import dev.cloakroom.broker.Simulation.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationIT {
  private static final long STEPS = 90_000;
  @TempDir Path folder;

  @Test
  void keepsAllPromisesWhateverGoesWrong() throws Exception {
    long fresh = Long.getLong("cloakroom.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    System.out.println("the fresh seed of this simulation: " + fresh);
    var plans =
        List.of(
            Plan.hours(1, STEPS, Faults.USUAL),
            Plan.hours(2, STEPS, Faults.WILD),
            Plan.weeks(3, STEPS, Faults.USUAL),
            Plan.weeks(4, STEPS, Faults.WILD),
            Plan.year(5, STEPS, Faults.USUAL),
            Plan.weeks(fresh, STEPS, Faults.USUAL),
            Plan.hours(fresh, STEPS, Faults.WILD));

    var outcomes = runTwoAtATime(plans);

    assertThat(outcomes).allMatch(outcome -> outcome.steps() > 0);
    System.out.println("simulated steps: " + outcomes.stream().mapToLong(Outcome::steps).sum());
  }

  @Test
  void goesTheSameWayWithTheSameSeed() throws IOException {
    var plan = Plan.hours(7, 5000, Faults.WILD);

    var outcome = Simulation.run(plan, Files.createDirectory(folder.resolve("once")));
    var again = Simulation.run(plan, Files.createDirectory(folder.resolve("again")));

    assertThat(again).isEqualTo(outcome);
  }

  private List<Outcome> runTwoAtATime(List<Plan> plans) throws Exception {
    try (var two = Executors.newFixedThreadPool(2)) {
      var running = plans.stream().map(plan -> two.submit(() -> run(plan))).toList();
      return running.stream().map(SimulationIT::outcome).toList();
    }
  }

  private static Outcome outcome(Future<Outcome> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Error error ? error : new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome run(Plan plan) throws IOException {
    return Simulation.run(plan, Files.createTempDirectory(folder, "world"));
  }
}
