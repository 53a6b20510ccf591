package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Problem;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A sandbox that runs Java instead of commands, remembers the plans, and fails when told to. It
/// isolates nothing.
public final class FakeSandbox implements Sandbox {
  private final Script script;
  private final List<LaunchPlan> plans = new CopyOnWriteArrayList<>();
  private final Queue<Problem> failures = new ArrayDeque<>();

  /// Every container runs this script.
  public FakeSandbox(Script script) {
    this.script = script;
  }

  /// Makes the next start fail.
  public synchronized FakeSandbox failNext(Problem problem) {
    failures.add(problem);
    return this;
  }

  /// The plans that were asked for, oldest first.
  public List<LaunchPlan> plans() {
    return List.copyOf(plans);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public synchronized Container start(LaunchPlan plan) {
    plans.add(plan);
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return FakeContainer.start(plan, script);
  }

  @Override
  public List<Mount> ownMounts() {
    return List.of();
  }
}
