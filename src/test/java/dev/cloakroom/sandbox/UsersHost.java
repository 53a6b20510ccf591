package dev.cloakroom.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.engine.EngineSearch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Map;

/// A small host of any user's that does the errands that it reads, each a line, and says how each
/// ended. Its arguments: the sandbox, the address of its engine, its installation, a folder of its
/// own.
final class UsersHost {
  private UsersHost() {}

  public static void main(String[] args) throws Exception {
    var errands = new UserErrands(sandbox(args), Path.of(args[3]));
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(done(errands, line));
    }
    System.exit(0);
  }

  private static String done(UserErrands errands, String line) {
    var words = line.split(" ", -1);
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
        case "leave" -> errands.leave(line.substring("leave ".length()));
        case "clear" -> errands.clear();
        case "obey" -> errands.obeyTheNotice();
        default -> throw new IllegalArgumentException(line);
      }
      return "done";
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      return "failed " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }
  }

  private static Sandbox sandbox(String[] args) {
    if (args[0].equals("bubblewrap")) {
      return new BubblewrapSandbox("/usr/bin:/bin", Path.of(args[3]));
    }
    var search = new EngineSearch(Map.of("DOCKER_HOST", args[1]), Path.of("/"));
    return new EngineSandbox(
        args[0],
        search::docker,
        new Installation(args[2], RealEngine.randomId()),
        RealEngine.IMAGE,
        HostUser.current(),
        Path.of(args[3]));
  }
}
