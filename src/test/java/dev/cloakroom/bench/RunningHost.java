package dev.cloakroom.bench;

import dev.cloakroom.cli.HostClient;
import dev.cloakroom.oauth.BrowserVisitor;
import dev.cloakroom.wire.AccountView;
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
import java.util.HashMap;
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
  private final long begin;
  private long startNanos;

  private RunningHost(Path home, Process process, long begin) {
    this.home = home;
    this.process = process;
    this.begin = begin;
  }

  /// Writes the settings of a home.
  static void settle(Path home, String settings) {
    try {
      Files.createDirectories(home);
      Files.writeString(home.resolve("cloakroom.yaml"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the settings of a home whose one provider is `local`.
  static void settle(Path home, URI issuer, String client, String scopes) {
    settle(
        home,
        """
        console: {port: 0}
        providers:
          local:
            issuer: %s
            client: {id: %s, auth: none}
            scopes: [%s]
        """
            .formatted(issuer, client, scopes));
  }

  /// Starts one, and returns once it answers on its socket.
  static RunningHost start(Path home) {
    return start(home, Map.of());
  }

  /// The same with more in its environment.
  static RunningHost start(Path home, Map<String, String> environment) {
    var host = launch(home, environment);
    try {
      host.awaitReady();
    } catch (RuntimeException | Error e) {
      host.kill();
      throw e;
    }
    return host;
  }

  /// Starts one, and returns at once.
  static RunningHost launch(Path home) {
    return launch(home, Map.of());
  }

  private static RunningHost launch(Path home, Map<String, String> environment) {
    try {
      var up = command(home, "up");
      var variables = new HashMap<>(up.environment());
      variables.putAll(environment);
      long start = System.nanoTime();
      var process = new Command(up.line(), variables).start(Redirect.DISCARD);
      return new RunningHost(home, process, start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns once it answers on its socket.
  void awaitReady() {
    try (var asker = new Asker(Asker.Style.HTTP, socket(), Asker.get("/v1/status"))) {
      while (!asker.answers()) {
        if (!process.isAlive() || System.nanoTime() - begin > LONGEST_START) {
          throw new AssertionError("the host does not start");
        }
        LockSupport.parkNanos(1_000_000);
      }
      startNanos = System.nanoTime() - begin;
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

  /// Where the folders of its runs are.
  Path runs() {
    return home.resolve("run/r");
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

  /// The accounts, as it tells them.
  List<AccountView> accounts() {
    var client = new HostClient(socket(), Duration.ofSeconds(30));
    return Wire.readList(AccountView.class, client.get("/v1/accounts").body());
  }

  /// Sends it a signal, by its name as `kill` takes it.
  void signal(String name) {
    Command.of("kill", "-" + name, Long.toString(process.pid())).run();
  }

  /// Ends it as the kernel does when memory runs out: SIGKILL.
  void kill() {
    process.destroyForcibly().onExit().join();
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
