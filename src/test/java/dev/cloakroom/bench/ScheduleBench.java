package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.broker.Answer;
import dev.cloakroom.catalog.Endpoints;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// `bench/schedule`: how many accounts a broker keeps in time, what they take of the heap, and how
/// long it needs to open.
final class ScheduleBench {
  private static final Duration KICK = Duration.ofMillis(10);
  static final Provider PROVIDER =
      new Provider(
          Crowd.PROVIDER,
          null,
          Endpoints.UNKNOWN,
          null,
          Scopes.NONE,
          Map.of(),
          Map.of(),
          List.of(),
          Quirks.STRICT);

  private final Path folder;
  private final int seconds;
  private final boolean histogram;
  private final long empty = Heap.used();
  private final Report report = new Report("worst", "");

  private ScheduleBench(Path folder, int seconds, boolean histogram) {
    this.folder = folder;
    this.seconds = seconds;
    this.histogram = histogram;
  }

  /// Arguments: accounts in real time, accounts on the fast clock, its speed, seconds of each
  /// window, and `--json` and `--histogram`.
  public static void main(String[] arguments) {
    var options = List.of(arguments);
    try (var folder = Folder.create()) {
      int seconds = Integer.parseInt(arguments[3]);
      var bench = new ScheduleBench(folder.path(), seconds, options.contains("--histogram"));
      int slow = Integer.parseInt(arguments[0]);
      int fast = Integer.parseInt(arguments[1]);
      if (slow > 0) {
        bench.measure(new Crowd(slow, Duration.ofMinutes(10)), 1);
      }
      if (fast > 0) {
        bench.measure(new Crowd(fast, Duration.ofHours(1)), Integer.parseInt(arguments[2]));
      }
      bench.report.print(options.contains("--json"));
    }
  }

  private void measure(Crowd crowd, int speed) {
    var home = folder.resolve(crowd.size() + "-accounts");
    var name = crowd.size() + " accounts, ";
    fill(home, crowd, name);
    var clock = new FastClock(Crowd.BEGIN, speed);
    var ramp = crowd.rampEnd().dividedBy(speed).toNanos();
    long most = (ramp / 1_000_000_000L + seconds + 10) * crowd.size() * speed * 2;
    var requests = (int) Math.min(most / crowd.interval().toSeconds() + 1000, 100_000_000);
    var endpoint = new PromptEndpoint(crowd, clock, requests);
    long before = empty + endpoint.bytes(); // not what the crowd before this one may have left
    try (var engine = Engine.open(home, endpoint, PROVIDER, clock)) {
      endpoint.watches(engine.broker());
      long startNanos = engine.start();
      long quiet = Heap.used() - before;
      report.add(Figure.of(name + "time to open", "ms", (engine.openNanos() + startNanos) / 1e6));
      report.add(Figure.of(name + "… of it the vault", "ms", engine.openNanos() / 1e6));
      report.add(Figure.of(name + "… of it the broker", "ms", startNanos / 1e6));
      tell(name + "after the start");
      perAccount(name + "heap an account", quiet, crowd);
      run(engine, clock, ramp, speed);
      judge(name, endpoint, ramp, speed);
      perAccount(name + "heap an account, after the run", Heap.used() - before, crowd);
      if (speed == 1) {
        Crowd.each(crowd.size(), number -> ask(engine, number));
        tell(name + "after all were asked for");
        report.add(
            Figure.of(
                name + "heap an account that is asked for",
                "B",
                (double) (Heap.used() - before) / crowd.size()));
      }
    }
  }

  /// In a process of its own, so that what is opened later is opened cold.
  private void fill(Path home, Crowd crowd, String name) {
    var filler =
        ChaosProcess.java(
            List.of("-Xmx1g"),
            Filler.class.getName(),
            home.toString(),
            Integer.toString(crowd.size()),
            Long.toString(crowd.lifetime().toSeconds()));
    report.add(
        Figure.of(
            name + "connected, each durably", "1/s", crowd.size() / (filler.run().nanos() / 1e9)));
  }

  /// Connects accounts in a home. Arguments: the home, how many, and the seconds that tokens live.
  static final class Filler {
    private Filler() {}

    public static void main(String[] arguments) {
      var crowd =
          new Crowd(
              Integer.parseInt(arguments[1]), Duration.ofSeconds(Long.parseLong(arguments[2])));
      var clock = new FastClock(Crowd.BEGIN, 1);
      var endpoint = new PromptEndpoint(crowd, clock, 0);
      try (var engine = Engine.open(Path.of(arguments[0]), endpoint, PROVIDER, clock)) {
        crowd.fill(engine.vault());
      }
    }
  }

  private void tell(String when) {
    if (histogram) {
      System.err.println(when + ":\n" + Heap.histogram());
    }
  }

  private void perAccount(String what, long bytes, Crowd crowd) {
    report.add(Figure.of(what, "B", (double) bytes / crowd.size()).target(Target.atMost(1024)));
  }

  /// Lets the clock run. The schedule sleeps by real time, at most ten seconds: where the clock is
  /// faster, it is woken up.
  private void run(Engine engine, FastClock clock, long ramp, int speed) {
    clock.start();
    long end = ramp + Duration.ofSeconds(seconds).toNanos();
    while (clock.nanos() < end) {
      if (speed > 1) {
        engine.broker().refused(Crowd.id(0), Generation.NONE);
      }
      LockSupport.parkNanos(KICK.toNanos());
    }
  }

  private void judge(String name, PromptEndpoint endpoint, long ramp, int speed) {
    long end = ramp + Duration.ofSeconds(seconds).toNanos();
    var lateness = endpoint.lateness(ramp);
    var rates = IntStream.of(endpoint.perSecond(ramp, end)).summaryStatistics();
    report.add(Figure.of(name + "refreshes, each durable", "1/s", rates.getAverage()));
    report.add(
        Figure.of(name + "peak second over mean", "", rates.getMax() / rates.getAverage())
            .target(Target.atMost(2)));
    report.add(Figure.of(name + "lateness, p50", "ms", lateness.millis(0.5) / speed));
    report.add(
        Figure.of(name + "lateness, p99", "ms", lateness.millis(0.99) / speed)
            .tail(lateness.millis(1) / speed)
            .target(Target.atMost(1000)));
  }

  private static void ask(Engine engine, int number) {
    var answer = engine.broker().token(Crowd.id(number), null, "bench", "bench");
    if (!(answer instanceof Answer.Live)) {
      throw new AssertionError("no live token of " + Crowd.id(number));
    }
  }
}
