package dev.cloakroom.run;

import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.http.EventStream;
import dev.cloakroom.http.EventStream.Sent;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.mount.Claims;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Limits;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Port;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.GuardView;
import dev.cloakroom.wire.LineView;
import dev.cloakroom.wire.LogView;
import dev.cloakroom.wire.MountView;
import dev.cloakroom.wire.PlanView;
import dev.cloakroom.wire.PortView;
import dev.cloakroom.wire.RunEvent;
import dev.cloakroom.wire.RunRequest;
import dev.cloakroom.wire.RunView;
import dev.cloakroom.wire.Wire;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The runs of a host: starts them for whoever holds their event stream, and ends each with it.
///
/// Safe for any thread.
public final class Runs {
  private static final Logger LOG = System.getLogger(Runs.class.getName());

  private static final int MOST_CLIENTS = 64;
  private static final String ITS_OWN = "(of its own)";
  private static final Duration TO_CLOSE = Duration.ofSeconds(10);

  private final House house;
  private final RunBook book;
  private final Claims claims = new Claims();
  private volatile @Nullable OldRuns oldRuns;
  private final EventStream streams = new EventStream(MOST_CLIENTS);

  /// Runs in `house`.
  public Runs(House house) {
    this.house = house;
    this.book = new RunBook(house.clock());
  }

  /// The routes, for the control socket.
  public List<Route> routes() {
    return Stream.concat(looks().stream(), deeds().stream()).toList();
  }

  /// The routes that only show.
  private List<Route> looks() {
    return List.of(
        Route.get("/v1/runs", _ -> Reply.json(Wire.json(RunView.class, views()))),
        Route.get("/v1/runs/{id}", request -> Reply.json(Wire.json(seen(request)))),
        Route.get("/v1/runs/{id}/transcript", this::transcript),
        Route.get("/v1/logs", _ -> Reply.json(Wire.json(LogView.class, logs()))),
        Route.get(
            "/v1/logs/{id}",
            request ->
                Reply.text(
                    200, "text/plain; charset=utf-8", house.logs().read(request.parameter("id")))));
  }

  /// The runs under way and the last hundred that ended, newest first.
  public List<RunView> views() {
    return book.views();
  }

  /// One of those runs.
  public Optional<RunView> view(String id) {
    return book.view(id);
  }

  /// What the runs under way were given.
  public List<Grant> delivered() {
    return book.running().stream().flatMap(run -> run.grants().stream()).toList();
  }

  /// The run that can write at a path of the host.
  public Optional<String> writerAt(Path real) {
    return claims.writerAt(real);
  }

  /// What one of those runs said.
  public Optional<Transcript> transcript(String id) {
    return book.transcript(id);
  }

  /// Serves the transcript of the run `{id}`, whole or, with `?follow`, as it goes on.
  public Reply transcript(Request request) {
    var transcript = transcript(request.parameter("id")).orElseThrow(Runs::unknown);
    return request.query("follow").isPresent()
        ? streams.of(transcript.backlog(), request, Runs::sent)
        : Reply.text(200, "text/plain; charset=utf-8", transcript.text());
  }

  private static Sent sent(Transcript.Line line) {
    var view = new LineView(line.number(), line.at(), line.stream(), line.text());
    return new Sent(line.number(), "", Wire.json(view));
  }

  private List<LogView> logs() {
    return house.logs().list().stream()
        .map(log -> new LogView(log.run(), log.started(), log.bytes()))
        .toList();
  }

  private RunView seen(Request request) {
    return view(request.parameter("id")).orElseThrow(Runs::unknown);
  }

  private List<Route> deeds() {
    return List.of(
        Route.post("/v1/runs", this::start),
        Route.post("/v1/runs/plan", this::plan),
        Route.post("/v1/runs/{id}/input", this::input),
        Route.post("/v1/runs/{id}/stop", this::stop));
  }

  /// Ends the grants that runs of a killed host left behind, and takes note of what else they left.
  /// To be called before a run can start.
  public void noteLeftovers() {
    house.grants().all().stream()
        .filter(grant -> grant.workload().startsWith("run-"))
        .forEach(house::end);
    oldRuns = OldRuns.in(house.folder(), claims);
  }

  /// Ends the containers of earlier hosts, and deletes their folders. Returns the engines that have
  /// none of them now for certain.
  public Set<String> clearContainers() {
    var old = oldRuns;
    return old == null ? Set.of() : old.clear(house.sandboxes().values());
  }

  /// Stops all runs, when the host stops, and waits until they are closed: ten seconds at most. No
  /// more can be started.
  public void stopAll() throws InterruptedException {
    book.close().forEach(run -> Thread.ofVirtual().start(run::stop));
    book.awaitNone(TO_CLOSE);
  }

  private Reply start(Request request) {
    var spec = spec(request);
    return Reply.stream(
        "application/x-ndjson", out -> run(spec, house.newId(), event -> send(out, event)));
  }

  /// Starts a run of the host's own, as it would be for that request.
  ///
  /// @throws Problem when there is something wrong with it
  public OwnRun own(RunRequest request) {
    var spec = spec(request);
    return new OwnRun(this, spec, house.newId(), house.sandbox(spec.sandbox()));
  }

  /// The engine of a request's run.
  ///
  /// @throws Problem `unknown-sandbox`
  public Sandbox sandbox(RunRequest request) {
    return house.sandbox(Objects.requireNonNullElse(request.sandbox(), house.usualSandbox()));
  }

  /// What is asked for, checked before anything starts.
  private RunSpec spec(Request request) {
    return spec(Wire.read(RunRequest.class, request.json()));
  }

  private RunSpec spec(RunRequest request) {
    var spec = RunSpec.of(request, house.usualSandbox(), house.rules(), house.dialects());
    house.sandbox(spec.sandbox());
    spec.grants().forEach(house::requireKnown);
    return spec;
  }

  void run(RunSpec spec, String id, RunLog.Watcher watcher) {
    try (var file = house.logs().open(id)) {
      var transcript = new Transcript(house.clock(), file::line);
      run(spec, id, new RunLog(id, watcher, spec.outputCap(), transcript, file));
    }
  }

  private void run(RunSpec spec, String id, RunLog log) {
    var run = new Run(house, claims, spec, id, log);
    if (!book.begin(run)) {
      log.ended(Ending.failed("stopped", "The host is stopping."));
      return;
    }
    try {
      house.events().publish(new Event.RunStarted(id, run.workload()));
      var ending = ended(run);
      book.end(run, run.transcript().end(ending));
      house.events().publish(new Event.RunEnded(id, run.workload(), ending.exit()));
      log.ended(ending);
    } finally {
      book.close(run);
    }
  }

  private static Ending ended(Run run) {
    try {
      return run.go();
    } catch (InterruptedException _) {
      return Ending.failed("stopped", "Whoever watched the run has gone, so it was stopped.");
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "run " + run.run() + " failed", e);
      return Ending.brokenOff();
    }
  }

  private static void send(OutputStream out, RunEvent event) {
    try {
      out.write((Wire.json(event) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "nobody watches this run any more", e);
    }
  }

  private Reply plan(Request request) {
    var spec = spec(request);
    var sandbox = house.sandbox(spec.sandbox());
    var id = house.newId();
    var folder = house.folder().resolve(id);
    var grants = Allowance.of(house, spec, spec.workload().orElse(ITS_OWN));
    var delivered =
        Deliveries.plan(grants, spec.expected(), house.deliveries(), folder, spec.environment());
    var plan = new Planner(house).plan(id, spec, delivered, folder.resolve("s"));
    return Reply.json(Wire.json(view(spec, grants, sandbox, plan)));
  }

  private PlanView view(RunSpec spec, List<Grant> granted, Sandbox sandbox, LaunchPlan plan) {
    var mounts = new ArrayList<Mount>(sandbox.ownMounts());
    mounts.addAll(plan.mounts());
    var workload = spec.workload().orElse(ITS_OWN);
    var grants = new ArrayList<>(granted.stream().map(RunBook::view).toList());
    spec.grants().stream()
        .filter(GrantSpec::mayBeAsked)
        .forEach(one -> grants.add(view(workload, one.permission(house.mayAsk(workload)))));
    return new PlanView(
        workload,
        sandbox.name(),
        plan.network().word(),
        plan.command(),
        plan.workdir().toString(),
        mounts.stream().map(Runs::view).toList(),
        plan.ports().stream().map(Runs::view).toList(),
        plan.environment().keySet().stream().sorted().toList(),
        grants,
        sandbox.imageOf(plan.image()).orElse(null),
        sandbox.users(plan.confinement().user()).inside().toString(),
        limits(sandbox, plan).words(),
        Stream.of(Guard.values()).map(guard -> view(guard, plan)).toList());
  }

  private static Limits limits(Sandbox sandbox, LaunchPlan plan) {
    return plan.has(Guard.LIMITS) ? sandbox.limitsOf(plan.confinement().limits()) : Limits.USUAL;
  }

  private static GuardView view(Guard guard, LaunchPlan plan) {
    return new GuardView(guard.word(), guard.meaning(), plan.has(guard));
  }

  private static PortView view(Port port) {
    return new PortView(port.number(), port.socket().toString(), port.why());
  }

  private static MountView view(Mount mount) {
    return new MountView(
        mount.host().toString(), mount.container().toString(), mount.access().word(), mount.why());
  }

  private static GrantView view(String workload, MayAsk may) {
    var form = Objects.requireNonNullElseGet(may.form(), () -> Form.of(Mode.ACCESS_FILE));
    return new GrantView(
        workload,
        may.askedAs(),
        may.askedAs(),
        List.copyOf(may.ceiling().names()),
        form.mode().word(),
        form.dialect(),
        null);
  }

  private Reply input(Request request) {
    var run = find(request);
    if (request.body().length > 0) {
      run.input(request.body());
    }
    if (request.query("end").isPresent()) {
      run.input(null);
    }
    return Reply.noContent();
  }

  List<Grant> grants(String id) {
    return book.running(id).map(Run::grants).orElse(List.of());
  }

  /// Passes bytes to a run's command, null for the end; one that has ended takes none.
  void feed(String id, byte @Nullable [] bytes) {
    book.running(id).ifPresent(run -> run.input(bytes));
  }

  private Reply stop(Request request) {
    stop(request.parameter("id"));
    return Reply.noContent();
  }

  /// Stops the run of that id.
  ///
  /// @throws Problem `unknown-run` when it does not run
  public void stop(String id) {
    book.running(id).orElseThrow(Runs::unknown).stop();
  }

  private Run find(Request request) {
    return book.running(request.parameter("id")).orElseThrow(Runs::unknown);
  }

  private static Problem unknown() {
    return new Problem(
        Kind.NOT_FOUND, "unknown-run", "There is no such run; it may have ended already.");
  }
}
