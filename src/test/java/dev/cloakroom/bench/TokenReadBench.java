package dev.cloakroom.bench;

import dev.cloakroom.bench.Asker.Style;
import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.oauth.OidcProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// `bench/token-read`: how fast a token that is at hand is read, over the socket and by one-shot
/// commands, beside oidc-agent. Both hold a token of the same provider.
final class TokenReadBench {
  private static final String ACCOUNT = "local/ana";
  private static final String PATH = "/v1/accounts/" + ACCOUNT + "/token";
  private static final String WORD = "\"access_token\"";
  private static final byte[] WANTED = Bytes.of(WORD);
  private static final int WARM_UPS = 3;
  private static final int COMMANDS = 30;

  private final RunningHost host;
  private final IdleRun run;
  private final OidcAgent agent;
  private final int rounds;
  private final long windowNanos;
  private final Report report = new Report("p90", "oidc-agent");

  private TokenReadBench(RunningHost host, IdleRun run, OidcAgent agent, int rounds, int seconds) {
    this.host = host;
    this.run = run;
    this.agent = agent;
    this.rounds = rounds;
    this.windowNanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  /// Arguments: rounds, seconds of a window, and `--json` for JSON.
  public static void main(String[] arguments) throws IOException {
    try (var folder = Folder.create();
        var server = OidcProvider.start(Duration.ofHours(12))) {
      var home = folder.path().resolve("home");
      RunningHost.settle(home, server.issuer(), "native", "openid, offline_access");
      try (var host = RunningHost.start(home);
          var agent = OidcAgent.start(folder.path().resolve("agent"), server)) {
        host.connect("ana");
        var work = Files.createDirectory(folder.path().resolve("work"));
        int rounds = Integer.parseInt(arguments[0]);
        try (var run = IdleRun.start(host, ACCOUNT, work)) {
          var bench = new TokenReadBench(host, run, agent, rounds, Integer.parseInt(arguments[1]));
          bench.measureSocket();
          bench.measureEndpoint();
          bench.measureCommands();
          bench.report.print(List.of(arguments).contains("--json"));
        }
      }
    }
  }

  private Asker ours() {
    return new Asker(Style.HTTP, host.socket(), Asker.get(PATH));
  }

  private Asker oursOnce() {
    return new Asker(Style.HTTP_ONCE, host.socket(), Asker.get(PATH));
  }

  private Asker theirs() {
    return new Asker(Style.JSON_ONCE, agent.socket(), agent.question());
  }

  private void measureSocket() {
    for (int i = 0; i < WARM_UPS; i++) {
      List.<Supplier<Asker>>of(this::ours, this::oursOnce, this::theirs)
          .forEach(side -> new Side(side).ask(8));
    }
    compare("1 connection", this::ours, 1, Target.atLeastTimes(1));
    compare("8 connections", this::ours, 8, Target.atLeastTimes(2.5));
    report.add(reads("1, a new connection each", new Contest(this::oursOnce, 1).held()));
    report.add(reads("8, a new connection each", new Contest(this::oursOnce, 8).held()));
  }

  private void measureEndpoint() {
    var socket = run.endpoint();
    var question = Asker.post("/oauth-client/token", run.refresh());
    compare("1 connection", () -> new Asker(Style.HTTP, socket, question));
    compare("a new connection each", () -> new Asker(Style.HTTP_ONCE, socket, question));
  }

  private void compare(String what, Supplier<Asker> side) {
    new EndpointDuel(side, this::theirs, WANTED).held(WARM_UPS);
    var duel = new EndpointDuel(side, this::theirs, WANTED).held(rounds);
    report.add(duel.figure(what + ", p50", 0.5));
    report.add(duel.figure(what + ", p99", 0.99));
  }

  private void compare(String what, Supplier<Asker> side, int connections, Target target) {
    var contest = new Contest(side, connections).held();
    report.add(reads(what, contest).target(target));
    report.add(latency(what + ", p50", contest, 0.5));
    report.add(latency(what + ", p99", contest, 0.99));
  }

  private static Figure reads(String what, Contest contest) {
    return Figure.of("token read, " + what, "1/s", contest.ours.perSecond())
        .beside(contest.theirs.perSecond());
  }

  private static Figure latency(String what, Contest contest, double share) {
    return Figure.of("token read, " + what, "us", contest.ours.latencies.micros(share))
        .beside(contest.theirs.latencies.micros(share));
  }

  private void measureCommands() {
    var curl =
        Command.of(
            "curl", "-sSf", "--unix-socket", host.socket().toString(), "http://localhost" + PATH);
    var token = host.command("token", ACCOUNT, "--as", "json");
    var theirs = new Shots("oidc-token", agent.command(), "\n");
    var floor = new Shots("curl --version", Command.of("curl", "--version"), "curl");
    var shots = new Shots("curl on the socket", curl, WORD);
    var helper = new Shots("cloakroom-token in a run", run.helper("local", "json"), WORD);
    var slow = new Shots("cloakroom token", token, WORD);
    for (int i = 0; i < WARM_UPS + COMMANDS; i++) {
      boolean counts = i >= WARM_UPS;
      List.of(theirs, floor, shots, helper, slow).forEach(each -> each.take(counts));
    }
    report.add(shots.beside(theirs).target(Target.atMostTimes(3)));
    report.add(helper.beside(theirs).target(Target.atMostTimes(3)));
    report.add(slow.beside(theirs).target(Target.atMost(150)));
    report.add(floor.beside(theirs));
  }

  /// What one command needed, each time.
  private static final class Shots {
    private final String what;
    private final Command command;
    private final String wanted;
    private final List<Long> nanos = new ArrayList<>();

    Shots(String what, Command command, String wanted) {
      this.what = what;
      this.command = command;
      this.wanted = wanted;
    }

    void take(boolean counts) {
      long time = command.time(wanted);
      if (counts) {
        nanos.add(time);
      }
    }

    Samples samples() {
      return Samples.of(nanos.stream().mapToLong(each -> each).toArray());
    }

    Figure beside(Shots other) {
      return Figure.of("one-shot, " + what, "ms", samples().millis(0.5))
          .tail(samples().millis(0.9))
          .beside(other.samples().millis(0.5));
    }
  }

  /// Ours and theirs, turn about.
  private final class Contest {
    private final Side ours;
    private final Side theirs = new Side(TokenReadBench.this::theirs);
    private final int connections;

    Contest(Supplier<Asker> ours, int connections) {
      this.ours = new Side(ours);
      this.connections = connections;
    }

    Contest held() {
      for (int i = 0; i < rounds; i++) {
        (i % 2 == 0 ? ours : theirs).ask(connections);
        (i % 2 == 0 ? theirs : ours).ask(connections);
      }
      return this;
    }
  }

  /// What all windows of one side brought.
  private final class Side {
    private final Supplier<Asker> askers;
    private final Latencies latencies = new Latencies();
    private final List<Double> rates = new ArrayList<>();

    Side(Supplier<Asker> askers) {
      this.askers = askers;
    }

    void ask(int connections) {
      var result = Window.run(askers, WANTED, connections, windowNanos);
      if (result.errors() > 0) {
        throw new AssertionError(result.errors() + " answers were wrong");
      }
      latencies.addAll(result.latencies());
      rates.add(result.perSecond());
    }

    double perSecond() {
      return Samples.median(rates.stream().mapToDouble(rate -> rate).toArray());
    }
  }
}
