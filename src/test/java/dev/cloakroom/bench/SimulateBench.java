package dev.cloakroom.bench;

import dev.cloakroom.broker.Faults;
import dev.cloakroom.broker.Plan;
import dev.cloakroom.broker.Simulation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Simulates one world after another, until the time is up or a promise is broken.
final class SimulateBench {
  private static final long STEPS = 200_000;

  private SimulateBench() {}

  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[0]);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.parseLong(arguments[1]));
    for (; System.nanoTime() < end; seed++) {
      for (var plan :
          List.of(
              Plan.hours(seed, STEPS, Faults.WILD),
              Plan.weeks(seed, STEPS, Faults.USUAL),
              Plan.year(seed, STEPS, Faults.USUAL))) {
        var outcome = Simulation.run(plan);
        System.out.printf(
            "seed %d, %d accounts: %d steps, %d days %s%n",
            seed, plan.accounts(), outcome.steps(), outcome.simulated().toDays(), outcome.counts());
      }
    }
  }
}
