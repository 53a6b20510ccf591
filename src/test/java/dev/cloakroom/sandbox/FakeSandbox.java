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
  private volatile boolean loses;
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

  /// Nobody knows any more whether its containers are gone when they have ended.
  public FakeSandbox losesContainers() {
    loses = true;
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
    return FakeContainer.start(plan, script, loses);
  }

  @Override
  public List<Mount> ownMounts() {
    return List.of();
  }
}
