package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Problem;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// A sandbox that runs Java instead of commands, remembers the plans, and fails when told to. It
/// isolates nothing.
public final class FakeSandbox implements Sandbox {
  private final Script script;
  private final List<LaunchPlan> plans = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> pauses = new LinkedBlockingQueue<>();
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

  /// `pause` and `resume`, as its containers were told.
  public BlockingQueue<String> pauses() {
    return pauses;
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
    return FakeContainer.start(plan, script, loses, pauses);
  }

  @Override
  public List<Mount> ownMounts() {
    return List.of();
  }
}
