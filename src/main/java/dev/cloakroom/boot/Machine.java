package dev.cloakroom.boot;

import dev.cloakroom.engine.EngineSearch;
import java.nio.file.Path;
import java.util.Map;

/// Where things of this machine are looked for.
///
/// @param path where programs are, a list as in `PATH`
/// @param engines where Docker and Podman are
record Machine(String path, EngineSearch engines) {
  /// What the environment says.
  static Machine of(Map<String, String> environment) {
    return new Machine(
        environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
        new EngineSearch(environment, Path.of("/")));
  }

  /// A machine without engines.
  static Machine with(String path) {
    return new Machine(path, EngineSearch.nowhere());
  }
}
