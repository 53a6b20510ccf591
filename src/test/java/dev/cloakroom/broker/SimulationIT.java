package dev.cloakroom.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.broker.Simulation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SimulationIT {
  private static final long STEPS = 120_000;
  private static final Plan ELSEWHERE = Plan.weeks(7, 5000, Faults.WILD);

  @Test
  void keepsAllPromisesWhateverGoesWrong() throws Exception {
    long more = Long.getLong("cloakroom.seed", 7); // `bench/simulate` takes a new one each time
    var plans =
        List.of(
            Plan.hours(1, STEPS, Faults.USUAL),
            Plan.hours(2, STEPS, Faults.WILD),
            Plan.weeks(3, STEPS, Faults.USUAL),
            Plan.weeks(4, STEPS, Faults.WILD),
            Plan.year(5, STEPS, Faults.USUAL),
            Plan.year(6, STEPS / 2, Faults.WILD),
            Plan.weeks(more, STEPS, Faults.USUAL),
            Plan.hours(more, STEPS, Faults.WILD));

    var outcomes = runTwoAtATime(plans);

    assertThat(outcomes).allMatch(outcome -> outcome.steps() > 0);
    System.out.println("simulated steps: " + outcomes.stream().mapToLong(Outcome::steps).sum());
  }

  /// Each process salts the order of its immutable sets anew, so one process is no proof.
  @Test
  void goesTheSameWayWithTheSameSeedInAnotherProcess() throws Exception {
    var here = Simulation.run(ELSEWHERE);

    assertThat(elsewhere()).isEqualTo(here.toString());
  }

  /// Simulates the same world, and prints what came of it.
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(Simulation.run(ELSEWHERE));
    }
  }

  private String elsewhere() throws Exception {
    var java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Elsewhere.class.getName());
    var process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private List<Outcome> runTwoAtATime(List<Plan> plans) throws Exception {
    try (var two = Executors.newFixedThreadPool(2)) {
      var running = plans.stream().map(plan -> two.submit(() -> Simulation.run(plan))).toList();
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
}
