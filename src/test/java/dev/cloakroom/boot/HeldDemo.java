package dev.cloakroom.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.engine.EngineSearch;
import dev.cloakroom.sandbox.RealEngine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The demo's host of any user's, which reads the mark of its tokens, and holds a run that has one
/// until it reads another line. Its arguments: the sandbox, the address of its engine, a folder.
final class HeldDemo {
  static final String HOLD =
      "cat /workspace/tokens/local.json && echo ready; while [ ! -e go ]; do sleep 0.02; done";

  private HeldDemo() {}

  public static void main(String[] args) throws Exception {
    var folder = Path.of(args[2]);
    var search =
        new EngineSearch(Map.of("DOCKER_HOST", args[1], "CONTAINER_HOST", args[1]), Path.of("/"));
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    var stage = new Demo.Stage(args[0], RealEngine.IMAGE);
    var machine = new Machine(Path.of("/"), "/usr/bin:/bin", search);
    try (var demo = new Demo(folder.resolve("demo"), machine, stage, input.readLine() + "-")) {
      var work = folder.resolve("demo/skill");
      var prompt = new Prompt(demo.host().places().socket(), work, Prompt.person("ana"));
      prompt.run("connect", "local", "--as", "ana");
      prompt.run("grant", "reader", "local/ana");
      var run = prompt.start("run", "--workload", "reader", "--", "sh", "-c", HOLD);
      run.awaitOut("ready\n");
      System.out.println("holds");
      input.readLine();
      Files.createFile(work.resolve("go"));
      System.out.println(run.exit());
    }
    System.exit(0);
  }
}
