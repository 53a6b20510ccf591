package dev.cloakroom.bench;

import dev.cloakroom.broker.Answer;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.store.PostgresAddress;
import dev.cloakroom.store.RealPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One host's engine in a process of its own, over a PostgreSQL that others share, with many in it
/// who wait for the same token at the same moment. It is told what to do by lines, and answers each
/// by one.
final class HerdNode implements AutoCloseable {
  private static final Generation SECOND = Generation.NONE.next().next();
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Process process;

  private HerdNode(Process process) {
    this.process = process;
  }

  static HerdNode start(PostgresAddress shared, Path folder, URI server) {
    var name = HerdNode.class.getName();
    var main = List.of("-Xmx256m");
    try {
      return new HerdNode(
          ChaosProcess.java(main, name, shared.url(), folder.toString(), server.toString())
              .start(Redirect.PIPE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lets one ask for a token that is live, so that the account is known here.
  void meet(AccountId id) {
    tell("1 " + id + " 0 one");
    hear();
  }

  /// Lets `waiters` ask for the token at `moment`; [#waits] tells what came of it.
  ///
  /// @param each whether each is a run of its own, which the audit writes down by itself
  void ask(int waiters, AccountId id, Instant moment, boolean each) {
    tell(waiters + " " + id + " " + moment.toEpochMilli() + (each ? " each" : " one"));
  }

  /// How long each waited, in nanoseconds.
  LongStream waits() {
    return Arrays.stream(hear().split(" ")).mapToLong(Long::parseLong);
  }

  private void tell(String line) {
    try {
      var out = process.outputWriter();
      out.write(line);
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hear() {
    try {
      var line = process.inputReader().readLine();
      if (line == null || !line.matches("[0-9 ]+")) {
        throw new AssertionError("a node says " + line);
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Arguments: the database's address, a folder, the server.
  public static void main(String[] arguments) throws IOException {
    Clock clock = Clock.tickMillis(ZoneOffset.UTC);
    var shared = RealPostgres.at(arguments[0]);
    var endpoint = ChaosProvider.endpoint(clock);
    var provider = ChaosProvider.at(URI.create(arguments[2]));
    try (var engine = Engine.node(shared, Path.of(arguments[1]), endpoint, provider, clock);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = orders.readLine(); line != null; line = orders.readLine()) {
        System.out.println(new Crowded(engine, clock, line.split(" ")).run());
      }
    }
  }

  /// Those who ask in this process.
  private static final class Crowded {
    private final Engine engine;
    private final Clock clock;
    private final AccountId id;
    private final Instant moment;
    private final boolean each;
    private final long[] nanos;
    private final CountDownLatch done;
    private volatile @Nullable String wrong;

    Crowded(Engine engine, Clock clock, String[] order) {
      this.engine = engine;
      this.clock = clock;
      this.nanos = new long[Integer.parseInt(order[0])];
      this.id = AccountId.parse(order[1]).orElseThrow();
      this.moment = Instant.ofEpochMilli(Long.parseLong(order[2]));
      this.each = order[3].equals("each");
      this.done = new CountDownLatch(nanos.length);
    }

    String run() {
      for (int i = 0; i < nanos.length; i++) {
        int number = i;
        Thread.ofVirtual().start(() -> ask(number));
      }
      try {
        done.await();
      } catch (InterruptedException e) {
        return "interrupted";
      }
      return wrong == null
          ? LongStream.of(nanos).mapToObj(Long::toString).collect(Collectors.joining(" "))
          : wrong;
    }

    private void ask(int number) {
      var wait = Duration.between(clock.instant(), moment);
      if (wait.isPositive() && wait.compareTo(LONGEST) < 0) {
        LockSupport.parkNanos(wait.toNanos());
      }
      long begin = System.nanoTime();
      var answer = engine.broker().token(id, null, "run-" + (each ? number : 0), "run-socket");
      nanos[number] = System.nanoTime() - begin;
      boolean known = wait.isNegative(); // it was only to be met
      if (!(answer instanceof Answer.Live(var tokens))
          || !(known || tokens.generation().equals(SECOND))) {
        wrong = "wrong: " + answer;
      }
      done.countDown();
    }
  }
}
