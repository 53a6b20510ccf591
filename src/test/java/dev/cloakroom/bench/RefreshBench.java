package dev.cloakroom.bench;

import dev.cloakroom.bench.Figure.Target;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.chaos.ChaosClient.Told;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.oauth.TokenEndpoint;
import dev.cloakroom.oauth.TokenOutcome;
import dev.cloakroom.vault.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// `bench/refresh`: how many rotating refreshes a second are made durable, and what one costs
/// beyond what its server takes, beside oidc-agent.
final class RefreshBench {
  private static final int ACCOUNTS = 256;
  private static final int CHAIN = 300;
  private static final int WARM_UPS = 300;
  private static final int SYNCS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration BRIEF = Duration.ofMillis(100); // due again after half of it
  private static final Duration ASKED = Duration.ofMillis(10);

  private final Path folder;
  private final ChaosProcess server;
  private final Provider provider;
  private final Clock clock = Clock.tickMillis(ZoneOffset.UTC);
  private final TokenEndpoint http;
  private final int seconds;
  private final Report report = new Report("p99", "oidc-agent");

  private RefreshBench(Path folder, ChaosProcess server, int seconds) {
    this.folder = folder;
    this.server = server;
    this.seconds = seconds;
    this.provider = ChaosProvider.at(server.uri());
    this.http = ChaosProvider.endpoint(clock);
  }

  /// Arguments: seconds of a window, and `--json`.
  public static void main(String[] arguments) {
    try (var folder = Folder.create();
        var server = ChaosProcess.start()) {
      var bench = new RefreshBench(folder.path(), server, Integer.parseInt(arguments[0]));
      bench.measureDisk(Duration.ZERO);
      bench.measureDisk(Duration.ofMillis(20));
      bench.measureMany();
      bench.measureChain(0);
      bench.measureChain(20);
      bench.report.print(List.of(arguments).contains("--json"));
    }
  }

  /// What the disk itself needs to make a little durable.
  private void measureDisk(Duration rest) {
    long restNanos = rest.toNanos();
    try (var file =
        FileChannel.open(
            folder.resolve("synced"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var samples =
          Samples.take(
              SYNCS,
              () -> {
                LockSupport.parkNanos(restNanos);
                long begin = System.nanoTime();
                sync(file);
                return System.nanoTime() - begin;
              });
      report.add(
          Figure.of(
                  "floor: append 512 bytes and fdatasync after %d ms of rest, p50"
                      .formatted(rest.toMillis()),
                  "ms",
                  samples.millis(0.5))
              .tail(samples.millis(0.99)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sync(FileChannel file) {
    try {
      file.write(ByteBuffer.allocate(512));
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measureMany() {
    var endpoint = new BriefEndpoint(http, BRIEF);
    try (var engine = Engine.open(folder.resolve("many"), endpoint, provider, clock)) {
      var families = new ArrayList<Told>();
      for (int i = 0; i < ACCOUNTS; i++) {
        families.add(connect(engine, "person" + i));
      }
      engine.start();
      LockSupport.parkNanos(WARM_UP.toNanos());
      long before = endpoint.granted();
      long begin = System.nanoTime();
      LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
      double rate = (endpoint.granted() - before) / ((System.nanoTime() - begin) / 1e9);
      engine.broker().close();
      compare(engine, families);
      report.add(
          Figure.of("durable refreshes, " + ACCOUNTS + " accounts", "1/s", rate)
              .beside(theirRate())
              .target(Target.atLeast(1000)));
    }
  }

  private Told connect(Engine engine, String name) {
    var family = server.client().family("{\"lifetime\": 3600}");
    var now = clock.instant();
    var tokens =
        new TokenSet(
            Generation.NONE,
            Secret.of(family.text("access_token")),
            Secret.of(family.text("refresh_token")),
            "Bearer",
            now,
            now.plus(BRIEF),
            Scopes.NONE);
    engine.vault().connect(id(name), name, name, tokens, now);
    return family;
  }

  private static AccountId id(String name) {
    return new AccountId(ChaosProvider.ID, name);
  }

  /// Each generation that the server granted is in the vault, and no refresh token was sent twice.
  private void compare(Engine engine, List<Told> families) {
    for (int i = 0; i < families.size(); i++) {
      var account = engine.vault().account(id("person" + i)).orElseThrow();
      settle(engine, account);
      long ours = engine.vault().require(account.id()).generation().number();
      var theirs = server.client().view(families.get(i));
      if (ours != theirs.number("generation") || theirs.number("reuses") > 0) {
        throw new AssertionError(
            account.id() + " stands at " + ours + ", at the server " + theirs.members());
      }
    }
  }

  /// Waits until the account's last refresh, which may be under way, has ended.
  private static void settle(Engine engine, Account account) {
    while (engine.vault().openAttempt(account.id()).isPresent()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private double theirRate() {
    try (var relay = Relay.before(server.uri(), Relay.Watcher.NONE);
        var agent = OidcAgent.start(folder.resolve("agent"), login(relay))) {
      var result =
          Window.run(
              () -> new Asker(Asker.Style.JSON_ONCE, agent.socket(), agent.forcingQuestion()),
              Bytes.of("\"access_token\""),
              1,
              Duration.ofSeconds(seconds).toNanos());
      if (result.errors() > 0) {
        throw new AssertionError(result.errors() + " refreshes of oidc-agent failed");
      }
      var latencies = result.latencies();
      report.add(
          Figure.of(
                  "oidc-agent, one refresh after the other, p50", "ms", latencies.micros(0.5) / 1e3)
              .tail(latencies.micros(0.99) / 1e3));
      return result.perSecond();
    }
  }

  private OidcAgent.Login login(Relay relay) {
    var family = server.client().family("{\"lifetime\": 3600}");
    return new OidcAgent.Login(relay.uri(), "ok", "none", Secret.of(family.text("refresh_token")));
  }

  /// One refresh after the other of one account; beside it the same requests without an engine.
  private void measureChain(int latency) {
    server.latency(latency);
    var endpoint = new BriefEndpoint(http, Duration.ofMillis(1));
    var home = folder.resolve("chain-" + latency);
    try (var engine = Engine.open(home, endpoint, provider, clock)) {
      connect(engine, "ana");
      var bare = new Bare(server.client().family("{\"lifetime\": 3600}"));
      var name = "chain on one account, server at " + latency + " ms, ";
      Samples.take(WARM_UPS, () -> bare.refresh() + refresh(engine));
      report(name + "added by a refresh, p50", "p99", bare, () -> refresh(engine));
      endpoint.lifetime(ASKED);
      report(name + "with its first release, p50", "", bare, () -> refreshLate(engine));
    } finally {
      server.latency(0);
    }
  }

  private void report(String what, String tail, Bare bare, LongSupplier ours) {
    var floor = new long[CHAIN];
    var with = new long[CHAIN];
    for (int i = 0; i < CHAIN; i++) {
      floor[i] = bare.refresh();
      with[i] = ours.getAsLong();
    }
    var alone = Samples.of(floor);
    var all = Samples.of(with);
    var figure =
        Figure.of(what, "ms", all.millis(0.5) - alone.millis(0.5))
            .tail(all.millis(0.99) - alone.millis(0.99));
    report.add(tail.isEmpty() ? figure : figure.target(Target.atMost(2)));
  }

  /// The engine's refresh of a token that is over when it comes: it is released to nobody.
  private static long refresh(Engine engine) {
    LockSupport.parkNanos(1_000_000);
    long begin = System.nanoTime();
    engine.broker().token(id("ana"), null, "bench", "bench");
    return System.nanoTime() - begin;
  }

  /// The same of one that is handed out, once the one before is over.
  private static long refreshLate(Engine engine) {
    LockSupport.parkNanos(ASKED.toNanos());
    return refresh(engine);
  }

  /// A chain of refreshes with nothing but the client.
  private final class Bare {
    private Secret refresh;

    Bare(Told family) {
      this.refresh = Secret.of(family.text("refresh_token"));
    }

    long refresh() {
      long begin = System.nanoTime();
      var outcome = http.refresh(provider, refresh);
      long nanos = System.nanoTime() - begin;
      if (!(outcome instanceof TokenOutcome.Granted(var reply)) || reply.refresh() == null) {
        throw new AssertionError("the server did not rotate: " + outcome);
      }
      refresh = reply.refresh();
      return nanos;
    }
  }
}
