package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.engine.EngineSearch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;

/// A small host of any user's that does the errands that it reads, each a line, and says how each
/// ended. Its arguments: the sandbox, the address of its engine, a folder of its own.
final class UsersHost {
  private UsersHost() {}

  public static void main(String[] args) throws Exception {
    var errands = new UserErrands(sandbox(args[0], args[1], Path.of(args[2])), Path.of(args[2]));
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(done(errands, line));
    }
    System.exit(0);
  }

  private static String done(UserErrands errands, String line) {
    var words = line.split(" ");
    try {
      switch (words[0]) {
        case "deliver" -> {
          return "done " + errands.deliver(words[1]);
        }
        case "try-beside" -> errands.tryBeside();
        case "release" -> errands.release();
        case "call" -> errands.call();
        case "stop" -> errands.stop();
        case "delete" -> errands.delete();
        case "obey" -> errands.obeyTheNotice();
        default -> throw new IllegalArgumentException(line);
      }
      return "done";
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      return "failed " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
  }

  private static Sandbox sandbox(String name, String address, Path folder) {
    if (name.equals("bubblewrap")) {
      return new BubblewrapSandbox("/usr/bin:/bin", folder);
    }
    var search = new EngineSearch(Map.of("DOCKER_HOST", address), Path.of("/"));
    return new EngineSandbox(
        name,
        search::docker,
        new Installation(RealEngine.randomId(), RealEngine.randomId()),
        RealEngine.IMAGE,
        HostUser.current(),
        folder);
  }
}
