package dev.cloakroom.boot;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.engine.EngineSearch;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Where things of this machine are looked for.
///
/// @param home the home folder of the person
/// @param path where programs are, a list as in `PATH`
/// @param engines where Docker and Podman are
/// @param variables the environment, for the seeds that the settings name
record Machine(
    Path home, String path, EngineSearch engines, Function<String, Optional<Secret>> variables) {

  /// A machine whose environment holds no seeds.
  Machine(Path home, String path, EngineSearch engines) {
    this(home, path, engines, _ -> Optional.empty());
  }

  /// What the environment says.
  static Machine of(Map<String, String> environment) {
    return new Machine(
        Path.of(environment.getOrDefault("HOME", "/")),
        environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
        new EngineSearch(environment, Path.of("/")),
        name ->
            Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Secret::of));
  }

  /// What a variable of the environment holds.
  Optional<Secret> variable(String name) {
    return variables.apply(name);
  }

  /// A machine without engines.
  static Machine with(String path) {
    return new Machine(Path.of("/"), path, EngineSearch.nowhere());
  }
}
