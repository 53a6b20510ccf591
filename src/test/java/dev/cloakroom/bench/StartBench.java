package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.http.Limits;
import dev.cloakroom.http.Listener;
import dev.cloakroom.playground.PlaygroundProvider;
import dev.cloakroom.playground.PlaygroundSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// `bench/start`: how long a host needs to get ready, what memory it takes, and how long its
/// commands need, with ten accounts.
final class StartBench {
  private static final int ACCOUNTS = 10;
  private static final int STARTS = 9;
  private static final int WARM_UPS = 3;
  private static final int COMMANDS = 20;
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final String FIRST = "local/person0";

  private final Path home;
  private final Report report = new Report("p90", "");

  private StartBench(Path home) {
    this.home = home;
  }

  public static void main(String[] arguments) {
    try (var folder = Folder.create()) {
      var bench = new StartBench(folder.path().resolve("home"));
      bench.connectAccounts();
      bench.measureStarts();
      bench.measureCommands();
      bench.report.print(List.of(arguments).contains("--json"));
    }
  }

  /// At a provider that is gone before anything is measured: its tokens live for a day.
  private void connectAccounts() {
    var issuer = new CompletableFuture<URI>();
    var settings =
        new PlaygroundSettings(
            issuer::join, List.of(URI.create("http://127.0.0.1/callback")), Duration.ofDays(1), "");
    var provider = new PlaygroundProvider(settings, Clock.systemUTC(), new SecureRandom());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = Listener.onPort(address, provider.routes(), Limits.standard())) {
      issuer.complete(URI.create("http://127.0.0.1:" + listener.port()));
      RunningHost.settle(
          home, issuer.join(), PlaygroundProvider.CLIENT_ID, "profile, offline_access, calendar");
      try (var host = RunningHost.start(home)) {
        for (int i = 0; i < ACCOUNTS; i++) {
          host.connect("person" + i);
        }
      }
    }
  }

  private void measureStarts() {
    var nanos = new long[STARTS];
    var megabytes = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      try (var host = RunningHost.start(home)) {
        nanos[i] = host.startNanos();
        LockSupport.parkNanos(IDLE.toNanos());
        megabytes[i] = host.resident();
      }
    }
    var starts = Samples.of(nanos);
    report.add(
        Figure.of("start to ready", "ms", starts.millis(0.5))
            .tail(starts.millis(0.9))
            .target(Target.atMost(600)));
    report.add(
        Figure.of("resident memory, idle", "MB", Samples.median(megabytes))
            .target(Target.atMost(100)));
  }

  private void measureCommands() {
    try (var host = RunningHost.start(home)) {
      measure("cloakroom status", host.command("status"), FIRST, null);
      measure("cloakroom token", host.command("token", FIRST), "", Target.atMost(150));
      var curl =
          Command.of(
              "curl",
              "-sSf",
              "--unix-socket",
              host.socket().toString(),
              "http://localhost/v1/accounts/" + FIRST + "/token");
      measure("floor: curl on the socket", curl, "access_token", null);
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var bare = Command.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--version");
      measure("floor: java --version", bare, "", null);
      report.add(Figure.of("resident memory, after these", "MB", host.resident()));
    }
  }

  private void measure(String what, Command command, String wanted, @Nullable Target target) {
    Samples.take(WARM_UPS, () -> command.time(wanted));
    var times = Samples.take(COMMANDS, () -> command.time(wanted));
    var figure = Figure.of(what, "ms", times.millis(0.5)).tail(times.millis(0.9));
    report.add(target == null ? figure : figure.target(target));
  }
}
