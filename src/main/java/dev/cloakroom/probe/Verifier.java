package dev.cloakroom.probe;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.OwnRun;
import dev.cloakroom.run.Runs;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.wire.FindingView;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.VerifyEvent;
import dev.cloakroom.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Tries from inside a run what it must not be able to do: starts one of that very plan, whose
/// command makes the attempts, beside a neighbour and after a run that has ended. All are real
/// runs, and end with the request, also when its client goes away.
public final class Verifier {
  private static final Long TRIAL_PROCESSES = 128L;
  private static final Long TRIAL_MEMORY = 256L << 20;
  private static final Logger LOG = System.getLogger(Verifier.class.getName());
  private static final long LONGEST_SECONDS = 180;

  private final Runs runs;
  private final Supplier<Ground> ground;
  private final Supplier<List<AccountId>> accounts;

  /// @param ground what no run may reach
  /// @param accounts those that have a live token
  public Verifier(Runs runs, Supplier<Ground> ground, Supplier<List<AccountId>> accounts) {
    this.runs = runs;
    this.ground = ground;
    this.accounts = accounts;
  }

  /// The routes, for the control socket.
  public List<Route> routes() {
    return List.of(Route.post("/v1/verify", this::verify));
  }

  private Reply verify(Request request) {
    var asked = Wire.read(RunRequest.class, request.json());
    return Reply.stream("application/x-ndjson", out -> tell(asked, event -> send(out, event)));
  }

  private void tell(RunRequest asked, Consumer<VerifyEvent> watcher) {
    try {
      verify(
          asked,
          text -> watcher.accept(new VerifyEvent("notice", null, text, null)),
          finding -> watcher.accept(finding(finding.view())));
      watcher.accept(new VerifyEvent("ended", null, null, null));
    } catch (Problem e) {
      watcher.accept(new VerifyEvent("ended", null, e.getMessage(), e.code()));
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, "nobody waits for these findings any more");
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a plan could not be verified", e);
      var why = "The host failed on this: see its log.";
      watcher.accept(new VerifyEvent("ended", null, why, "internal"));
    }
  }

  private static VerifyEvent finding(FindingView finding) {
    return new VerifyEvent("finding", finding, null, null);
  }

  private static void send(OutputStream out, VerifyEvent event) {
    try {
      out.write((Wire.json(event) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException _) {
      Thread.currentThread().interrupt(); // nobody watches any more
    }
  }

  /// Makes all attempts that a run of that request calls for; its command is not looked at.
  ///
  /// @param findings hears of each as it comes
  public void verify(RunRequest asked, Consumer<String> notices, Consumer<Finding> findings)
      throws InterruptedException {
    var neighbours = new Neighbours(runs, asked, account(asked));
    notices.accept("starting the run, a neighbour, and a run that ends");
    try (var probed = runs.own(probing(asked));
        var going = neighbours.start();
        var ending = neighbours.start()) {
      var ended = neighbours.meet("the ended run", ending);
      ending.stop();
      var neighbour = neighbours.meet("the neighbour", going);
      Script.awaitUp(probed);
      var scene =
          new Scene(
              probed.plan(), probed.sandbox(), probed.grants(), neighbour, ended, ground.get());
      var attempts = Attempts.of(scene);
      notices.accept("trying %d things".formatted(attempts.size()));
      make(attempts, probed, look(scene), findings);
    }
  }

  /// One that the probed run is not granted by its request, if there is such a one.
  private Optional<AccountId> account(RunRequest asked) {
    var live = accounts.get();
    return live.stream()
        .filter(id -> asked.grants().stream().noneMatch(grant -> grant.startsWith(id.toString())))
        .findFirst()
        .or(() -> live.stream().findFirst());
  }

  /// The same run with the probe's command, and small limits where nobody named any: to take half
  /// of the machine's memory for a trial would hurt others.
  private RunRequest probing(RunRequest asked) {
    boolean bounded = runs.sandbox(asked).limitsOf(Limits.USUAL).memoryBytes() > 0;
    var pids = bounded ? Objects.requireNonNullElse(asked.pids(), TRIAL_PROCESSES) : asked.pids();
    var memory =
        bounded ? Objects.requireNonNullElse(asked.memory(), TRIAL_MEMORY) : asked.memory();
    return new RunRequest(
        asked.workload(),
        Script.command(),
        asked.workdir(),
        asked.grants(),
        asked.tools(),
        asked.environment(),
        asked.sandbox(),
        asked.network(),
        asked.minTtl(),
        LONGEST_SECONDS,
        null,
        "never",
        asked.image(),
        pids,
        memory,
        asked.cpus(),
        asked.user(),
        asked.without(),
        asked.mounts(),
        null);
  }

  private static HostLook look(Scene scene) {
    var secrets = new HashMap<>(scene.ground().refreshTokens().get());
    secrets.keySet().removeAll(scene.lent());
    return new HostLook(secrets.values());
  }

  private static void make(
      List<Attempt> attempts, OwnRun probed, HostLook look, Consumer<Finding> findings)
      throws InterruptedException {
    var inside = attempts.stream().filter(attempt -> !attempt.kind().isOfHost()).toList();
    probed.input(Script.input(inside));
    probed.endInput();
    int number = 0;
    for (var attempt : attempts) {
      var found = attempt.kind().isOfHost() ? look.make(attempt) : outcome(probed, number++);
      findings.accept(new Finding(attempt, found));
    }
  }

  private static Outcome outcome(OwnRun probed, int number) throws InterruptedException {
    var line = probed.line();
    return line.isPresent()
        ? Script.outcome(number, line.get())
        : Outcome.notTried("the probe ended before: " + probed.ending().getMessage());
  }
}
