package dev.cloakroom.mount;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The mounts of all runs under way. A folder that one run can write holds no mount of another:
/// what was looked at could be a link by the time it is mounted. Safe for any thread.
public final class Claims {
  @GuardedBy("this")
  private final Map<String, List<Mount>> byRun = new HashMap<>();

  /// A run's claim, until it is closed.
  public interface Claim extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes the mounts of a run; refuses one whose path a run can change, be it the same.
  ///
  /// @param mounts with real paths
  /// @throws Problem `mount-in-reach`
  public synchronized Claim take(String run, List<Mount> mounts) {
    requireNoneWithin(mounts, run, mounts);
    byRun.forEach((other, theirs) -> {
      requireNoneWithin(mounts, other, theirs);
      requireNoneWithin(theirs, run, mounts);
    });
    byRun.put(run, List.copyOf(mounts));
    return () -> end(run);
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
