package dev.cloakroom.mount;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says which of a person's folders a run may see. Fails closed: without an allowlist in order only
/// working folders. Safe for any thread.
///
/// @param lists where the allowlist may be; the first that is there counts, and is read each time
/// @param home what `~` stands for in it
/// @param forbidden what no run may see, whatever the list says
public record MountPolicy(List<Path> lists, Path home, List<Path> forbidden) {
  public MountPolicy {
    lists = List.copyOf(lists);
    forbidden = List.copyOf(forbidden);
  }

  /// What a run must never see, and would see by that path.
  public Optional<Path> forbiddenBy(Path real) {
    return forbidden.stream().filter(one -> Paths.overlap(real, Paths.real(one))).findFirst();
  }

  /// The mount that a wish comes to.
  ///
  /// @param main whether it is for a main workload
  /// @throws Problem `mount-missing`, `mount-refused`, `allowlist-missing` or `allowlist-unusable`
  public Mount allow(Wish wish, boolean main) {
    var real = Paths.real(wish.host());
    var file = list().orElseThrow(this::missing);
    if (!Files.exists(real)) {
      throw new Problem(
          Kind.USAGE,
          "mount-missing",
          "cannot mount %s: it is not there; create it, or leave the mount out"
              .formatted(wish.host()));
    }
    var refusal =
        forbiddenBy(real).isPresent() || Paths.real(file).startsWith(real)
            ? "no run may see what it shows, whatever is allowed"
            : refusal(wish, real, Allowlist.read(file, home), main);
    if (refusal != null) {
      throw new Problem(
          Kind.REFUSED,
          "mount-refused",
          "%s may not be mounted: %s (%s).".formatted(wish.host(), refusal, file));
    }
    return new Mount(real, wish.container(), wish.access(), "allowed by " + file);
  }

  private Optional<Path> list() {
    return lists.stream().filter(Files::exists).findFirst();
  }

  private Problem missing() {
    return new Problem(
        Kind.REFUSED,
        "allowlist-missing",
        "Nothing but the working folder is mounted without an allowlist: write %s, as docs/runs.md says."
            .formatted(lists.getFirst()));
  }

  private static @Nullable String refusal(Wish wish, Path real, Allowlist list, boolean main) {
    var blocked = list.blockedIn(real);
    if (blocked.isPresent()) {
      return "its path has `%s` in it, which is blocked".formatted(blocked.get());
    }
    var root = list.rootOf(real);
    if (root.isEmpty()) {
      return "it lies in none of the allowed roots";
    }
    if (wish.access() == Access.READ_ONLY) {
      return null;
    }
    if (!Files.isDirectory(real)) {
      return "a single file is mounted read-only alone: a program that replaces it would fail";
    }
    if (!root.get().writable()) {
      return "its root %s is read-only".formatted(root.get().path());
    }
    return list.mainAloneWrites() && !main ? "only main workloads get it to write" : null;
  }
}
