package dev.cloakroom.dialect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tool does with its token file, and what leads it elsewhere.
///
/// @param rewrites how the tool writes the file when it has refreshed by itself
/// @param lock what it holds while it does; null when it holds nothing
/// @param movedBy the variables that move its files
/// @param redirectedBy what leads its token requests to another endpoint: variables, or members of
///   the file itself; empty when nothing does
/// @param reloads whether a tool that runs sees a file that was replaced
public record Habits(
    Rewrites rewrites,
    @Nullable Lock lock,
    List<String> movedBy,
    List<String> redirectedBy,
    boolean reloads) {
  /// Of a tool that reads its file at each start, and leaves it alone.
  public static final Habits READER = new Habits(Rewrites.NEVER, null, List.of(), List.of(), false);

  public Habits {
    movedBy = List.copyOf(movedBy);
    redirectedBy = List.copyOf(redirectedBy);
  }

  /// How a tool writes its token file.
  public enum Rewrites {
    /// Not at all.
    NEVER,
    /// A temporary file in the same folder, renamed.
    RENAME,
    /// The file itself, truncated: somebody else may read it half written.
    IN_PLACE
  }

  /// What a tool holds while it refreshes and writes.
  ///
  /// @param kind what it is
  /// @param at where it is from the folder of the token file; `*` stands for that file's name
  ///   without its ending
  /// @param stale after how long without a sign of life it is taken over; null for never
  public record Lock(Kind kind, String at, @Nullable Duration stale) {
    /// The lock of the token file at `file`.
    public Path beside(Path file) {
      var name = String.valueOf(file.getFileName());
      var stem =
          name.substring(0, name.lastIndexOf('.') < 1 ? name.length() : name.lastIndexOf('.'));
      return file.resolveSibling(at.replace("*", stem)).normalize();
    }

    /// What kind of lock.
    public enum Kind {
      /// A lock of BSD, `flock(2)`, on a file that stays.
      FLOCK,
      /// A folder that is there as long as the lock is held; its holder touches it.
      FOLDER,
      /// A file that is there as long as the lock is held.
      FILE
    }
  }
}
