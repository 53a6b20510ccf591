package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/// `bench/herd`: many who ask several host processes, over one PostgreSQL, for a token that is
/// over; and hosts that are stopped in the middle of a refresh.
final class HerdBench {
  private static final int LATENCY = 50; // milliseconds
  private static final Duration OVER = Duration.ofMillis(1);
  private static final byte[] SECOND = Bytes.of("\"generation\":2");

  private final ChaosProcess server;
  private final Nodes nodes;
  private final int waiters;
  private final Report report = new Report("p99", "");

  private HerdBench(ChaosProcess server, Nodes nodes, int waiters) {
    this.server = server;
    this.nodes = nodes;
    this.waiters = waiters;
  }

  /// Arguments: rounds, host processes, waiters at each, and `--json` and `--stop`.
  public static void main(String[] arguments) {
    var options = List.of(arguments);
    int hosts = Integer.parseInt(arguments[1]);
    try (var folder = Folder.create();
        var server = ChaosProcess.start()) {
      server.latency(LATENCY);
      var report = new Report("p99", "");
      if (options.contains("--stop")) {
        new StopBench(folder.path().resolve("stop"), server, report).run();
      } else {
        try (var nodes = Nodes.start(folder.path().resolve("herd"), server.uri(), hosts)) {
          var bench = new HerdBench(server, nodes, Integer.parseInt(arguments[2]));
          bench.run(Integer.parseInt(arguments[0]));
          report = bench.report;
        }
      }
      report.print(options.contains("--json"));
    }
  }

  private void run(int rounds) {
    round("warm-up");
    var waits = new long[rounds][];
    long most = 0;
    for (int i = 0; i < rounds; i++) {
      waits[i] = round("round" + i).toArray();
      most = Math.max(most, requests);
    }
    var all =
        Samples.of(
            LongStream.range(0, rounds).flatMap(i -> LongStream.of(waits[(int) i])).toArray());
    var who = nodes.hosts().size() + " hosts, " + waiters + " waiters each, ";
    report.add(Figure.of(who + "rounds", "", rounds));
    report.add(
        Figure.of(who + "refreshes that the server saw in a round, at most", "", most)
            .target(Target.atMost(1)));
    report.add(Figure.of(who + "waited beyond the server, p50", "ms", all.millis(0.5) - LATENCY));
    report.add(
        Figure.of(who + "waited beyond the server, p99", "ms", all.millis(0.99) - LATENCY)
            .target(Target.atMost(25)));
    var floor = Samples.of(settled("round" + (rounds - 1)).toArray());
    report.add(
        Figure.of(
                "floor: as many who ask for a token that is at hand, p50", "ms", floor.millis(0.5))
            .tail(floor.millis(0.99)));
  }

  private long requests;

  /// A new account whose token is over, that all ask for at once.
  private LongStream round(String name) {
    var family = server.client().family("{\"lifetime\": 3600, \"expired\": true}");
    var herd = Herd.at(nodes.hosts(), waiters, path(name), SECOND);
    nodes.connect(name, family, OVER, Duration.ZERO);
    var waits = herd.run();
    requests = server.client().view(family).number("requests");
    return waits;
  }

  /// The same for a token that every host has.
  private LongStream settled(String name) {
    return Herd.at(nodes.hosts(), waiters, path(name), SECOND).run();
  }

  static String path(String name) {
    return "/v1/accounts/" + Nodes.id(name) + "/token";
  }
}
