package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.bench.Relay.Moment;
import dev.cloakroom.chaos.ChaosClient.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// `bench/herd --stop`: the host that holds a lease is stopped by SIGSTOP past the lease's time,
/// before its request reaches the server and after the server has granted it, while another host is
/// asked for the token. The token lives on meanwhile.
final class StopBench {
  private static final Duration PAST_THE_LEASE = Duration.ofSeconds(50);
  // half of its life is over: it may be refreshed, and is not due for minutes
  private static final Duration LEFT = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int LONGER = 3000; // seconds that are asked for, so that it is refreshed

  private final Path folder;
  private final ChaosProcess server;
  private final Report report;
  private final Killer stopper = new Killer();

  StopBench(Path folder, ChaosProcess server, Report report) {
    this.folder = folder;
    this.server = server;
    this.report = report;
  }

  void run() {
    try (var relay = Relay.before(server.uri(), stopper);
        var nodes = Nodes.start(folder, relay.uri(), 2)) {
      stopped(nodes, "with its lease taken", "before", null);
      stopped(nodes, "with its request on its way", "arrived", Moment.ARRIVED);
      stopped(nodes, "with its reply on its way", "granted", Moment.GRANTED);
    }
  }

  /// @param moment of the request when it is stopped; null for while its lease is committed
  private void stopped(Nodes nodes, String when, String name, @Nullable Moment moment) {
    var family = server.client().family("{\"lifetime\": 3600}");
    nodes.connect(name, family, LEFT, LEFT);
    var holder = nodes.hosts().getFirst();
    var other = nodes.hosts().getLast();
    if (moment == null) {
      nodes.drawCommitsOut();
    }
    var asking = Thread.ofVirtual().start(() -> ask(holder, name, ""));
    if (moment == null) {
      nodes.awaitCommit(); // of the lease, which the store draws out
      stop(holder);
      nodes.commitAtOnce();
    } else {
      stopper.at(moment, () -> stop(holder));
    }
    long end = System.nanoTime() + PAST_THE_LEASE.toNanos();
    while (System.nanoTime() < end) {
      ask(other, name, "\"access_token\"");
      LockSupport.parkNanos(1_000_000_000L);
    }
    long meanwhile = server.client().view(family).number("requests");
    holder.signal("CONT");
    long settled = settle(nodes, name);
    report(when, meanwhile, settled, family);
    try {
      asking.join(LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static boolean stop(RunningHost host) {
    host.signal("STOP");
    return true;
  }

  /// Asks for a token that lives longer than it does.
  private static void ask(RunningHost host, String name, String wanted) {
    var path = HerdBench.path(name) + "?min_ttl=" + LONGER;
    try (var asker = new Asker(Asker.Style.HTTP, host.socket(), Asker.get(path))) {
      if (!asker.answersWith(Bytes.of(wanted)) && !wanted.isEmpty()) {
        throw new AssertionError("the live token was not served");
      }
    }
  }

  private static long settle(Nodes nodes, String name) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (nodes.generation(name) < 2 && System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
    return nodes.generation(name);
  }

  private void report(String when, long meanwhile, long generation, Told family) {
    var view = server.client().view(family);
    var name = "stopped " + when + ": ";
    report.add(
        Figure.of(name + "requests at the server meanwhile", "", meanwhile)
            .target(Target.atMost(1)));
    report.add(Figure.of(name + "requests in the end", "", view.number("requests")));
    report.add(
        Figure.of(name + "spent refresh tokens sent", "", view.number("reuses"))
            .target(Target.atMost(0)));
    report.add(
        Figure.of(name + "generation in the vault", "", generation).target(Target.atLeast(2)));
    report.add(Figure.of(name + "generation at the server", "", view.number("generation")));
  }
}
