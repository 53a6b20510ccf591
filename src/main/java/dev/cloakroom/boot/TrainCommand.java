package dev.cloakroom.boot;

import dev.cloakroom.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `cloakroom train`: does what hosts and commands do, quietly, for the launcher's AOT cache to
/// learn from.
@Command(name = "train", hidden = true, description = "Trains the launcher's cache.")
final class TrainCommand implements Callable<Integer> {
  private final String path;

  TrainCommand(String path) {
    this.path = path;
  }

  @Override
  public Integer call() throws IOException {
    Logs.off();
    var folder = Files.createTempDirectory("cloakroom-train-");
    try (var demo = new Demo(folder, path, "")) {
      demo.connectNeighbour("ana");
      var quiet =
          Demo.terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream(), Set.of());
      demo.run(quiet, _ -> {}, "token", "local/ana");
      demo.run(quiet, _ -> {}, "token", "local/ana", "--as", "json");
      demo.run(quiet, _ -> {}, "status");
      demo.run(quiet, _ -> {}, "accounts", "--json");
      demo.run(quiet, _ -> {}, "--help");
      if (demo.host().sandbox("bubblewrap").ownMounts().isEmpty()) {
        return 1;
      }
      demo.runSkill(asAttended(quiet), Demo.person("Ana"));
      return 0;
    } finally {
      Demo.remove(folder);
    }
  }

  private static Terminal asAttended(Terminal quiet) {
    return new Terminal(
        quiet.in(), quiet.out(), quiet.err(), Set.of(Terminal.Side.ERR, Terminal.Side.IN), false);
  }
}
