package dev.cloakroom.sandbox;

import dev.cloakroom.engine.EngineSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A small host that runs one shell command in a container of an engine, which is named in the file
/// `engine` of its folder: socket, installation, image.
final class EngineHost {
  private EngineHost() {}

  public static void main(String[] args) throws Exception {
    var told = Files.readAllLines(Path.of(args[0], "engine"));
    var search = new EngineSearch(Map.of("DOCKER_HOST", told.get(0)), Path.of("/"));
    var sandbox =
        new EngineSandbox(
            "docker",
            search::docker,
            new Installation(told.get(1), RealEngine.randomId()),
            told.get(2),
            HostUser.current(),
            Path.of(args[0]));
    var container = sandbox.start(PortContract.planIn(Path.of(args[0]), args[1]));
    container.output().transferTo(System.out);
    System.exit(container.waitFor());
  }
}
