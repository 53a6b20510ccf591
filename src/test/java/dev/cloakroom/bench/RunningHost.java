package dev.cloakroom.bench;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.oauth.BrowserVisitor;
import dev.cloakroom.wire.ConnectRequest;
import dev.cloakroom.wire.ConsentView;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A host in a process of its own, started by the launcher as a person would.
final class RunningHost implements AutoCloseable {
  private static final long LONGEST_START = Duration.ofSeconds(60).toNanos();
  private static final String ALLOWED = "allowed";

  private final Path home;
  private final Process process;
  private final long startNanos;

  private RunningHost(Path home, Process process, long startNanos) {
    this.home = home;
    this.process = process;
    this.startNanos = startNanos;
  }

  /// Writes the settings of a home whose one provider is `local`.
  static void settle(Path home, URI issuer, String client, String scopes) {
    var settings =
        List.of(
            "console: {port: 0}",
            "providers:",
            "  local:",
            "    issuer: " + issuer,
            "    client: {id: " + client + ", auth: none}",
            "    scopes: [" + scopes + "]");
    try {
      Files.createDirectories(home);
      Files.write(home.resolve("cloakroom.yaml"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts one, and returns once it answers on its socket.
  static RunningHost start(Path home) {
    try {
      long start = System.nanoTime();
      var process = command(home, "up").start(Redirect.DISCARD);
      try {
        awaitReady(home, process, start);
      } catch (RuntimeException | Error e) {
        process.destroyForcibly();
        throw e;
      }
      return new RunningHost(home, process, System.nanoTime() - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(Path home, Process process, long start) {
    try (var asker = new Asker(Asker.Style.HTTP, socket(home), Asker.get("/v1/status"))) {
      while (!asker.answers()) {
        if (!process.isAlive() || System.nanoTime() - start > LONGEST_START) {
          throw new AssertionError("the host does not start");
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private static Command command(Path home, String... arguments) {
    var line = new ArrayList<String>(List.of("./cloakroom"));
    line.addAll(List.of(arguments));
    return new Command(line, Map.of("CLOAKROOM_HOME", home.toString()));
  }

  private static Path socket(Path home) {
    return home.resolve("run/control");
  }

  /// A client command that asks this host.
  Command command(String... arguments) {
    return command(home, arguments);
  }

  Path socket() {
    return socket(home);
  }

  /// From the launcher's start to the first answer.
  long startNanos() {
    return startNanos;
  }

  /// Resident memory in MB (10^6 bytes). The launcher has become the JVM: it has the same id.
  double resident() {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      var line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects `local/name`, through the pages that a person sees.
  void connect(String name) {
    var client = new HostClient(socket(), Duration.ofSeconds(30));
    var asked = Wire.json(new ConnectRequest("local", name, List.of()));
    var consent = Wire.read(ConsentView.class, client.post("/v1/connect", asked).body());
    var person = new BrowserVisitor(Map.of("login", name, "name", name, "password", "x"));
    var end = person.visit(URI.create(Objects.requireNonNull(consent.link())), "nowhere");
    var path = "/v1/consents/" + consent.id() + "?wait=10";
    var answered = Wire.read(ConsentView.class, client.get(path).body());
    if (!answered.state().equals(ALLOWED)) {
      throw new AssertionError("local/" + name + " was not connected: status " + end.status());
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
