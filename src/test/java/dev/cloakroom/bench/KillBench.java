package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.bench.Ledger.Rotation;
import dev.cloakroom.bench.Relay.Moment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// `bench/kill`: what SIGKILLs around rotations cost a host, by what the server knows, beside
/// oidc-agent.
final class KillBench {
  private static final int EACH = 8; // accounts of each kind
  private static final int LATENCY = 20; // milliseconds
  private static final int ANY_TIME = 1500; // milliseconds after it is ready
  private static final int AFTER_LOSS = 500; // milliseconds
  private static final Duration LONGEST_LIFE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /// When a host is killed.
  private enum Point {
    STARTING("while it starts"),
    ANY("at any time"),
    /// Half of these requests reach the server all the same.
    ARRIVED("when a request has come"),
    GRANTED("before a reply is sent"),
    REPLIED("when a reply is sent"),
    /// Up to half a second after.
    LOST("after a lost reply");

    private final String words;

    Point(String words) {
      this.words = words;
    }
  }

  private final Path home;
  private final Killer killer;
  private final Relay relay;
  private final Ledger ledger;
  private final Random random;
  private final Map<Point, Integer> kills = new EnumMap<>(Point.class);
  private long startMillis = 1000;

  private KillBench(Path home, Killer killer, Relay relay, Ledger ledger, Random random) {
    this.home = home;
    this.killer = killer;
    this.relay = relay;
    this.ledger = ledger;
    this.random = random;
  }

  /// Arguments: how often the host is killed, how often oidc-agent, a seed, and `--json`.
  public static void main(String[] arguments) {
    var random = new Random(Long.parseLong(arguments[2]));
    var killer = new Killer();
    try (var folder = Folder.create();
        var server = ChaosProcess.start();
        var relay = Relay.before(server.uri(), killer)) {
      server.latency(LATENCY);
      var home = folder.path().resolve("home");
      var ledger = new Ledger(server.client());
      var bench = new KillBench(home, killer, relay, ledger, random);
      bench.settle(server.uri());
      bench.killAll(Integer.parseInt(arguments[0]));
      var report = bench.report(server.client().get("/chaos/counts").number("granted"));
      int kills = Integer.parseInt(arguments[1]);
      if (kills > 0) {
        int lost = new AgentKills(folder.path(), server, relay, random).lost(kills);
        report.add(Figure.of("oidc-agent: SIGKILLs after the order to refresh", "", kills));
        report.add(Figure.of("oidc-agent: lost", "", lost));
      }
      report.print(List.of(arguments).contains("--json"));
    }
  }

  private void settle(URI server) {
    var settings = new StringBuilder("console: {port: 0}\nproviders:\n");
    for (var rotation : Rotation.values()) {
      var quirks =
          switch (rotation) {
            case NONE -> "rotation: none";
            case LEEWAY -> "rotation: single-use, reuse-leeway: 30s";
            case STRICT -> "rotation: single-use";
          };
      settings.append(
          """
            %s:
              authorization-endpoint: %s/authorize
              token-endpoint: %s/token
              client: {id: ok, auth: none}
              quirks: {%s}
          """
              .formatted(rotation.word(), server, relay.uri(), quirks));
    }
    RunningHost.settle(home, settings.toString());
    try (var closed = ClosedHome.at(home)) {
      ledger.add(closed, EACH);
    }
  }

  private void killAll(int count) {
    for (int i = 0; i < count; i++) {
      var point = Point.values()[i % Point.values().length];
      kill(point);
      awaitQuiet();
      try (var closed = ClosedHome.at(home)) {
        ledger.inspect(closed);
      }
      if (i % 50 == 49) {
        System.err.println("bench/kill: " + (i + 1) + " of " + count);
      }
    }
    settleLast();
  }

  private void kill(Point point) {
    try (var host = RunningHost.launch(home)) {
      if (point == Point.STARTING) {
        park(Duration.ofMillis(random.nextLong(startMillis)));
      } else {
        host.awaitReady();
        startMillis = (startMillis * 3 + host.startNanos() / 1_000_000) / 4;
        ledger.hear(host.accounts());
        awaitPoint(point, host);
      }
      host.kill();
      kills.merge(point, 1, Integer::sum);
    }
  }

  /// Returns when the host is to be killed, or once it was.
  private void awaitPoint(Point point, RunningHost host) {
    switch (point) {
      case STARTING -> {}
      case ANY -> park(Duration.ofMillis(random.nextInt(ANY_TIME)));
      case ARRIVED -> killer.at(Moment.ARRIVED, () -> killed(host, random.nextBoolean()));
      case GRANTED -> killer.at(Moment.GRANTED, () -> killed(host, false));
      case REPLIED -> killer.at(Moment.REPLIED, () -> killed(host, true));
      case LOST -> {
        killer.at(Moment.GRANTED, () -> false);
        park(Duration.ofMillis(random.nextInt(AFTER_LOSS)));
      }
    }
  }

  private static boolean killed(RunningHost host, boolean goesOn) {
    host.kill();
    return goesOn;
  }

  /// What is on its way still reaches the server.
  private void awaitQuiet() {
    while (relay.passing() > 0) {
      park(Duration.ofMillis(1));
    }
  }

  /// Lets the host account for what the last kills left, and looks once more.
  private void settleLast() {
    try (var host = RunningHost.start(home)) {
      ledger.hear(host.accounts());
      long end = System.nanoTime() + LONGEST_LIFE.toNanos();
      do {
        park(PAUSE);
      } while (!ledger.isSettled(host.accounts()) && System.nanoTime() < end);
    }
    awaitQuiet();
    try (var closed = ClosedHome.at(home)) {
      ledger.inspect(closed);
    }
  }

  private static void park(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  private Report report(long granted) {
    var report = new Report("", "");
    kills.forEach((point, count) -> report.add(Figure.of("SIGKILLs " + point.words, "", count)));
    report.add(Figure.of("refreshes granted by the server", "", granted));
    for (var rotation : Rotation.values()) {
      var count = ledger.of(rotation);
      var name = rotation.word() + ": ";
      report.add(Figure.of(name + "attempts open at a kill", "", count.attemptsOpen));
      var lost = Figure.of(name + "lost", "", count.lost);
      if (rotation != Rotation.STRICT) {
        report.add(lost.target(Target.atMost(0)));
        continue;
      }
      report.add(lost);
      report.add(Figure.of(name + "saved by the last try", "", count.saved));
      report.add(
          Figure.of(name + "lost with no attempt open", "", count.lostWithoutAttempt)
              .target(Target.atMost(0)));
      report.add(
          Figure.of(name + "dead in the vault, no attempt open", "", count.silentlyDead)
              .target(Target.atMost(0)));
      report.add(Figure.of(name + "said to be uncertain after the start", "", count.uncertain));
      report.add(
          Figure.of(name + "said to be healthy while nobody knew", "", count.healthyAtRisk)
              .target(Target.atMost(0)));
    }
    return report;
  }
}
