package dev.cloakroom.mount;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The mounts of all runs under way. A folder that one run can write holds no mount of another:
/// what was looked at could be a link by the time it is mounted. Safe for any thread.
public final class Claims {
  @GuardedBy("this")
  private final Map<String, List<Mount>> byRun = new HashMap<>();

  /// A run's claim, until it is closed.
  public static final class Claim implements AutoCloseable {
    private final LaunchPlan plan;
    private final Runnable end;

    private Claim(LaunchPlan plan, Runnable end) {
      this.plan = plan;
      this.end = end;
    }

    /// What was planned.
    public LaunchPlan plan() {
      return plan;
    }

    @Override
    public void close() {
      end.run();
    }
  }

  /// Takes the mounts of a run; refuses one whose path a run can change, be it the same. No run
  /// ends while this one is planned: so whoever could lay a link before a path was looked at, and
  /// not after, is known.
  ///
  /// @param planning gives mounts with real paths
  /// @throws Problem `mount-in-reach`
  public synchronized Claim take(String run, Supplier<LaunchPlan> planning) {
    var plan = planning.get();
    var mounts = plan.mounts();
    requireNoneWithin(mounts, run, mounts);
    byRun.forEach((other, theirs) -> {
      requireNoneWithin(mounts, other, theirs);
      requireNoneWithin(theirs, run, mounts);
    });
    byRun.put(run, mounts);
    return new Claim(plan, () -> end(run));
  }

  /// Keeps others from what a run of an earlier host may still write.
  public synchronized Hold hold(String run, List<Mount> mounts) {
    byRun.put(run, List.copyOf(mounts));
    return () -> end(run);
  }

  /// What others are kept from, until it is closed.
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /// The run that can write at a path.
  public synchronized Optional<String> writerAt(Path real) {
    return byRun.entrySet().stream()
        .filter(claim -> claim.getValue().stream().anyMatch(mount -> isWrittenAt(mount, real)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isWrittenAt(Mount mount, Path real) {
    return mount.access() == Access.READ_WRITE && real.startsWith(mount.host());
  }

  private synchronized void end(String run) {
    byRun.remove(run);
  }

  private static void requireNoneWithin(List<Mount> mounts, String writer, List<Mount> written) {
    for (var around : written) {
      if (around.access() == Access.READ_WRITE) {
        mounts.stream()
            .map(Mount::host)
            .filter(host -> isWithin(host, around.host()))
            .findFirst()
            .ifPresent(host -> {
              throw refused(host, around.host(), writer);
            });
      }
    }
  }

  private static boolean isWithin(Path path, Path folder) {
    return path.startsWith(folder) && !path.equals(folder);
  }

  private static Problem refused(Path inner, Path outer, String writer) {
    return new Problem(
        Kind.REFUSED,
        "mount-in-reach",
        "%s lies in %s, which run %s can write, and could lay a link in its place: mount the outer folder alone, or wait for that run."
            .formatted(inner, outer, writer));
  }
}
