package dev.cloakroom.sandbox;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Share;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A sandbox that runs Java instead of commands, remembers the plans, and fails when told to. It
/// isolates nothing.
public final class FakeSandbox implements Sandbox {
  private final Script script;
  private final List<LaunchPlan> plans = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> pauses = new LinkedBlockingQueue<>();
  private volatile boolean loses;
  private volatile Share share = Share.NOBODY;
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

  /// The user of its containers reaches files in that way.
  public FakeSandbox sharing(Share way) {
    share = way;
    return this;
  }

  @Override
  public Users users(@Nullable HostUser asked) {
    return new Users(Objects.requireNonNullElse(asked, HostUser.ORDINARY), share);
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
