package dev.cloakroom.dialect;

import dev.cloakroom.credential.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run gets of one dialect.
///
/// @param home the tool's own folder, which it may write; null when it needs none
/// @param place where its token file is kept fresh, or adopted from; null when there is none
/// @param environment variables by name; no secrets
public record Outfit(@Nullable Home home, @Nullable Place place, Map<String, String> environment) {
  public Outfit {
    environment = Map.copyOf(environment);
  }

  /// A folder of the run's own, read-write. It is filled once, before the run starts: what a run
  /// can write, the host never writes afterwards.
  ///
  /// @param inside where it lies in the container
  /// @param seeds what is in it
  public record Home(Path inside, List<Seed> seeds) {
    public Home {
      seeds = List.copyOf(seeds);
    }
  }

  /// A file or link in a home.
  public sealed interface Seed {
    /// Where it is, relative to the home.
    String path();

    /// A file of mode 0600.
    record Text(String path, Secret content) implements Seed {}

    /// A symbolic link to a path inside the container.
    record Link(String path, Path target) implements Seed {}
  }

  /// A token file in a folder of its own, which is a mount of its own: read-only where the host
  /// rewrites it, read-write where it is adopted.
  ///
  /// @param folder where the folder lies in the container; null for the folder of all plain token
  ///   files of the run
  /// @param file the file's name in it
  public record Place(@Nullable Path folder, String file) {}
}
