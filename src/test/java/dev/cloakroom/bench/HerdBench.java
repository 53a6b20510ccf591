package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.store.RealPostgres;
import dev.cloakroom.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// `bench/herd`: many in several host processes, over one PostgreSQL, who ask for a token at the
/// moment of its end; the same at the sockets of whole hosts; and hosts that are stopped in the
/// middle of a refresh.
final class HerdBench {
  private static final int LATENCY = 50; // milliseconds
  private static final Duration BRIEF = Duration.ofSeconds(2);
  private static final Duration OVER = Duration.ofMillis(1);
  private static final byte[] SECOND = Bytes.of("\"generation\":2");

  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
  private final Path folder;
  private final ChaosProcess server;
  private final int rounds;
  private final int hosts;
  private final int waiters;
  private final Report report = new Report("p99", "");

  private HerdBench(Path folder, ChaosProcess server, int rounds, int hosts, int waiters) {
    this.folder = folder;
    this.server = server;
    this.rounds = rounds;
    this.hosts = hosts;
    this.waiters = waiters;
  }

  /// Arguments: rounds, host processes, waiters at each, and `--json` and `--stop`.
  public static void main(String[] arguments) {
    var options = List.of(arguments);
    var numbers = options.subList(0, 3).stream().mapToInt(Integer::parseInt).toArray();
    try (var folder = Folder.create();
        var server = ChaosProcess.start()) {
      server.latency(LATENCY);
      var bench = new HerdBench(folder.path(), server, numbers[0], numbers[1], numbers[2]);
      if (options.contains("--stop")) {
        new StopBench(folder.path().resolve("stop"), server, bench.report).run();
      } else {
        bench.inside();
        bench.atSockets();
      }
      bench.report.print(options.contains("--json"));
    }
  }

  // ---- in the processes ------------------------------------------------------------------------

  private void inside() {
    try (var postgres = RealPostgres.start().ready()) {
      var shared = postgres.freshDatabase();
      try (var home = ClosedHome.of(Store.open(shared), Engine.KEY, folder);
          var nodes = new Started()) {
        for (int i = 0; i < hosts; i++) {
          nodes.all.add(HerdNode.start(shared, folder.resolve("inside" + i), server.uri()));
        }
        inside(home, nodes.all, "one recipient in each, ", false);
        inside(home, nodes.all, "a run each, ", true);
      }
    }
  }

  private record Started(List<HerdNode> all) implements AutoCloseable {
    Started() {
      this(new ArrayList<>());
    }

    @Override
    public void close() {
      all.forEach(HerdNode::close);
    }
  }

  private void inside(ClosedHome home, List<HerdNode> nodes, String who, boolean each) {
    long most = 0;
    var waits = new ArrayList<LongStream>();
    for (int i = -2; i < rounds; i++) { // two that do not count
      var id = Nodes.id((each ? "each" : "one") + (i + 2));
      var family = server.client().family("{\"lifetime\": 3600}");
      var end = clock.instant().plus(BRIEF);
      connect(home, id, family.text("access_token"), family.text("refresh_token"));
      nodes.forEach(node -> node.meet(id));
      nodes.forEach(node -> node.ask(waiters, id, end, each));
      var round = nodes.stream().map(HerdNode::waits).toList();
      if (i >= 0) {
        waits.addAll(round);
        most = Math.max(most, server.client().view(family).number("requests"));
      }
    }
    report(who, waits, most);
  }

  private static void connect(ClosedHome home, AccountId id, String access, String refresh) {
    home.connect(id, Secret.of(access), Secret.of(refresh), BRIEF);
  }

  private void report(String how, List<LongStream> waits, long requests) {
    var all = Samples.of(waits.stream().flatMapToLong(each -> each).toArray());
    var who = "%d hosts, %d waiters each, %s".formatted(hosts, waiters, how);
    report.add(
        Figure.of(who + "refreshes that the server saw in a round, at most", "", requests)
            .target(Target.atMost(1)));
    report.add(Figure.of(who + "waited beyond the server, p50", "ms", all.millis(0.5) - LATENCY));
    var p99 = Figure.of(who + "waited beyond the server, p99", "ms", all.millis(0.99) - LATENCY);
    report.add(how.startsWith("one") ? p99.target(Target.atMost(25)) : p99);
  }

  // ---- at the sockets --------------------------------------------------------------------------

  private void atSockets() {
    try (var nodes = Nodes.start(folder.resolve("herd"), server.uri(), hosts)) {
      round(nodes, "warm-up");
      long most = 0;
      var waits = new ArrayList<LongStream>();
      for (int i = 0; i < rounds; i++) {
        waits.add(round(nodes, "round" + i));
        most = Math.max(most, requests);
      }
      report("at the sockets, ", waits, most);
      var floor =
          Samples.of(
              Herd.at(nodes.hosts(), waiters, path("round" + (rounds - 1)), SECOND)
                  .run()
                  .toArray());
      report.add(
          Figure.of("floor: as many there for a token at hand, p50", "ms", floor.millis(0.5))
              .tail(floor.millis(0.99)));
    }
  }

  private long requests;

  /// A new account whose token is over, that all ask for at once.
  private LongStream round(Nodes nodes, String name) {
    var family = server.client().family("{\"lifetime\": 3600, \"expired\": true}");
    var herd = Herd.at(nodes.hosts(), waiters, path(name), SECOND);
    nodes.connect(name, family, OVER, Duration.ZERO);
    var waits = herd.run();
    requests = server.client().view(family).number("requests");
    return waits;
  }

  static String path(String name) {
    return "/v1/accounts/" + Nodes.id(name) + "/token";
  }
}
