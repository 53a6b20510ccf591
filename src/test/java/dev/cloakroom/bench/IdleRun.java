package dev.cloakroom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A run that does nothing, whose socket is used as from inside.
record IdleRun(Process process, Path folder) implements AutoCloseable {
  private static final long LONGEST_START = Duration.ofSeconds(30).toNanos();

  /// Starts one that was granted `account`, and returns once its socket is there.
  static IdleRun start(RunningHost host, String account, Path work) {
    try {
      var command =
          host.command(
              "run",
              "--workdir",
              work.toString(),
              "--grant",
              account,
              "--for",
              "oauth-client=" + account,
              "--",
              "sleep",
              "3600");
      var process = command.start(Redirect.DISCARD);
      return new IdleRun(process, awaitSocket(host, process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path awaitSocket(RunningHost host, Process process) throws IOException {
    long begin = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - begin < LONGEST_START) {
      try (var runs = Files.list(host.runs())) {
        var folder = runs.map(run -> run.resolve("s")).filter(IdleRun::isOpen).findFirst();
        if (folder.isPresent()) {
          return folder.get();
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
    process.destroy();
    throw new AssertionError("the run does not start");
  }

  private static boolean isOpen(Path folder) {
    return Files.exists(folder.resolve("socket")) && Files.exists(client(folder));
  }

  /// The helper script, for a token in a form.
  Command helper(String name, String form) {
    return new Command(
        List.of(folder.resolve("cloakroom-token").toString(), name, "--as", form),
        Map.of(
            "CLOAKROOM_SOCKET", folder.resolve("socket").toString(),
            "CLOAKROOM_CREDENTIAL", folder.resolve("credential").toString()));
  }

  /// What an OAuth client in the run has.
  private static Path client(Path folder) {
    return folder.resolveSibling("h-oauth-client").resolve("client.json");
  }

  /// The socket of the run's endpoint.
  Path endpoint() {
    return folder.resolveSibling("e").resolve("socket");
  }

  /// A request that refreshes there, as a client in the run would make it.
  String refresh() {
    try {
      var phantom =
          Files.readString(client(folder))
              .replaceAll("(?s).*\"refresh_token\": \"([^\"]+)\".*", "$1");
      return "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\"}".formatted(phantom);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
