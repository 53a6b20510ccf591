package dev.cloakroom.run;

import dev.cloakroom.audit.Entry;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.delivery.RunSocket;
import dev.cloakroom.delivery.Tenant;
import dev.cloakroom.mount.Claims;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.sandbox.Users;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One run: its identity, deliveries, socket and container, opened and closed as one.
///
/// [#go] tells the whole path. It belongs to the thread that calls it; [#stop] and [#input] are for
/// any thread.
final class Run implements Tenant {
  private static final Logger LOG = System.getLogger(Run.class.getName());
  private static final int CREDENTIAL_BYTES = 32;
  private static final String INPUT_GONE =
      "The consent is there, but the command was sent more input than is kept for a second try: run it once more.";

  private final House house;
  private final Claims claims;
  private final RunSpec spec;
  private final RunLog log;
  private final String id;
  private final String workload;
  private final Sandbox sandbox;
  private final Asks asks;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Object delivering = new Object();
  private final Map<String, Grant> had = new ConcurrentHashMap<>();
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();
  private final Input input = new Input();
  private volatile @Nullable Deliveries deliveries;
  private volatile @Nullable Try current;
  private volatile @Nullable Problem refused;
  private volatile boolean rerun;
  private volatile boolean stopped;
  private boolean lost; // whether its container may still be there

  Run(House house, Claims claims, RunSpec spec, String id, RunLog log) {
    this.house = house;
    this.claims = claims;
    this.spec = spec;
    this.id = id;
    this.workload = spec.workload().orElse("run-" + id);
    this.log = log;
    this.sandbox = house.sandbox(spec.sandbox());
    this.asks = new Asks(house, spec, id, workload, log, this::rest);
  }

  /// Runs the command, and once more when a consent that it asked for was given meanwhile.
  Ending go() throws InterruptedException {
    var folder = house.folder().resolve(id);
    try {
      return go(folder, sandbox.users(spec.confinement().user()));
    } catch (Problem problem) {
      return Ending.failed(problem);
    } finally {
      close(folder);
    }
  }

  private Ending go(Path folder, Users users) throws InterruptedException {
    try (var delivered =
            new Deliveries(
                RunFolder.make(folder),
                this,
                house.deliveries(),
                new Deliveries.Destination(sandbox.name(), users.share(), spec.environment()));
        var socket = new RunSocket(folder.resolve("s"), this, house.socketRooms(), credential())) {
      socket.giveTo(users.share());
      deliveries = delivered;
      deliver();
      spec.expected().forEach(delivered::expect);
      var planner = new Planner(house);
      var claim = claims.take(id, () -> planner.plan(id, spec, delivered.plan(), socket.path()));
      try {
        RunFolder.note(folder, sandbox.name(), claim.plan().mounts());
        return go(claim.plan());
      } finally {
        release(claim);
      }
    }
  }

  /// Delivers nothing more, nor keeps others from where it could write; unless it still can.
  private void release(Claims.Claim claim) {
    stopped = true; // whoever waits for an answer need not
    synchronized (delivering) {
      deliveries = null;
    }
    if (!lost) {
      claim.close();
    }
  }

  private Ending go(LaunchPlan plan) throws InterruptedException {
    var what = workload + " in " + sandbox.name() + ": " + plan.mountWords();
    house.audit().record(new Entry("started", null, Generation.NONE, id, what));
    log.planned(plan);
    log.started(header(plan));
    sandbox.prepare(plan, log::notice);
    var ending = attempt(plan);
    return mayRunAgain() ? again(plan, ending) : finished(ending);
  }

  /// What the run's log begins with.
  private List<String> header(LaunchPlan plan) {
    var lines = new ArrayList<String>();
    lines.add("run %s of %s".formatted(id, workload));
    lines.add("started " + house.clock().instant());
    lines.add("sandbox %s %s".formatted(sandbox.name(), Objects.requireNonNullElse(image(), "")));
    lines.add("confinement " + plan.confinement().words());
    lines.add("command " + String.join(" ", plan.command()));
    plan.mounts().forEach(mount -> lines.add("mount " + mount.words()));
    had().forEach(grant -> lines.add("grant " + grant.words()));
    return lines;
  }

  private Secret credential() {
    var bytes = new byte[CREDENTIAL_BYTES];
    house.random().nextBytes(bytes);
    var credential = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    log.transcript().hide(credential);
    return credential;
  }

  /// Delivers what is granted already; asks for what was granted, but has died.
  private void deliver() throws InterruptedException {
    for (var grant : Allowance.of(house, spec, workload)) {
      try {
        add(grant, spec.minTtl());
      } catch (Problem problem) {
        if (problem.kind() != Kind.PERSON_NEEDED) {
          throw problem;
        }
        Asks.requireAllowed(awaitAnswer(asks.again(grant).id()));
        add(grant, spec.minTtl());
      }
    }
  }

  private void add(Grant grant, @Nullable Duration margin) {
    synchronized (delivering) {
      var open = deliveries;
      if (open != null) {
        open.add(grant, margin);
        had.put(grant.name(), grant);
      }
    }
  }

  private Ending attempt(LaunchPlan plan) throws InterruptedException {
    if (stopped) {
      return Ending.failed("stopped", "The run was stopped.");
    }
    var attempt = new Try(sandbox.start(plan), log, this::found, spec.timeout());
    current = attempt;
    try (var watch = FolderWatch.over(deliveries, attempt::kill)) {
      if (stopped) {
        attempt.stop();
      }
      input.feed(attempt);
      return watch.judge(attempt.await());
    } finally {
      if (!attempt.isGone()) {
        abandon();
      }
    }
  }

  /// Somebody asked by a line of output.
  private void found(MarkerScanner.Found found) {
    switch (found) {
      case MarkerScanner.Found.NoAsk(var why) -> {
        if (told.add(why)) {
          log.notice(why);
        }
      }
      case MarkerScanner.Found.Ask(var provider, var scopes) -> {
        if (refused == null) {
          askFor(provider, scopes);
        }
      }
    }
  }

  private void askFor(String provider, Scopes scopes) {
    try {
      if (rerun) {
        throw askedAgain(provider);
      }
      awaited.add(ask(provider, scopes, null).id());
    } catch (Problem problem) {
      refused = problem; // told when the run ends
    }
  }

  private static Problem askedAgain(String provider) {
    return new Problem(
        Kind.REFUSED,
        "asked-again",
        "The command asked for %s when it ran again; it does not run a third time."
            .formatted(provider));
  }

  private boolean mayRunAgain() {
    return spec.rerun() && refused == null && !awaited.isEmpty();
  }

  private Ending again(LaunchPlan plan, Ending first) throws InterruptedException {
    if (first.reason() != null || (stopped && first.exit() != 0)) {
      return first;
    }
    for (var request : List.copyOf(awaited)) {
      Asks.requireAllowed(awaitAnswer(request));
    }
    if (!input.isWhole()) {
      return Ending.failed("input-gone", INPUT_GONE);
    }
    rerun = true;
    log.rerun();
    return finished(attempt(plan));
  }

  /// Lets the command rest until all that it asked for is answered, where that is wanted.
  private void rest(ConsentRequest request) {
    var running = current;
    if (spec.rests() && running != null && !stopped) {
      running.pause();
      Thread.ofVirtual().name("rest of " + id).start(() -> wake(running, request));
    }
  }

  private void wake(Try resting, ConsentRequest request) {
    try {
      awaitAnswer(request.id());
    } catch (InterruptedException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a run rests no longer", e);
    } finally {
      if (asks.open().isEmpty() || stopped) {
        resting.resume();
      }
    }
  }

  /// Waits for the answer, and delivers what it allows; ends early when the run is stopped.
  private ConsentRequest awaitAnswer(String request) throws InterruptedException {
    var answered = await(request, 1);
    while (answered.state() == State.OPEN && !stopped) {
      answered = await(request, 1);
    }
    return answered;
  }

  private Ending finished(Ending ending) {
    var problem = refused;
    return problem != null && ending.reason() == null ? Ending.failed(problem) : ending;
  }

  /// Passes bytes to the command's standard input; null ends it.
  void input(byte @Nullable [] bytes) {
    input.add(bytes);
  }

  /// What its containers are made of; null where the engine has no images.
  @Nullable String image() {
    return sandbox.imageOf(spec.image()).orElse(null);
  }

  /// Stops the command, and whatever waits for it.
  void stop() {
    stopped = true;
    var running = current;
    if (running != null) {
      running.stop();
    }
  }

  /// Leaves what was lent, and the folder, to the next host: the container may go on.
  private void abandon() {
    lost = true;
    var open = deliveries;
    if (open != null) {
      open.abandon();
    }
  }

  private void close(Path folder) {
    Thread.interrupted(); // whoever watched has gone, which must not keep anything from its end
    try {
      if (spec.workload().isEmpty()) {
        house.consents().withdraw(workload);
        house.grants().of(workload).forEach(house::end);
      }
      house.audit().ended(id);
    } finally {
      if (!lost) {
        RunFolder.delete(folder, sandbox);
      }
    }
  }

  RunSpec spec() {
    return spec;
  }

  Transcript transcript() {
    return log.transcript();
  }

  /// The consent requests that it asked for and that nobody has answered yet.
  List<String> waitsFor() {
    return asks.open();
  }

  /// What was delivered to it at some time, by name.
  Collection<Grant> had() {
    return new TreeMap<>(had).values();
  }

  @Override
  public String run() {
    return id;
  }

  @Override
  public String workload() {
    return workload;
  }

  @Override
  public List<Grant> grants() {
    var open = deliveries;
    return open == null ? List.of() : open.granted();
  }

  @Override
  public void receives(Secret token) {
    log.transcript().hide(token);
  }

  @Override
  public void hammers() {
    house.alarmOfHammering(id, workload);
  }

  @Override
  public void misuses(String what) {
    if (!log.expects(what)) {
      house.alarmOfMisuse(id, workload, what);
    }
  }

  @Override
  public ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form) {
    return asks.ask(askedAs, scopes, form);
  }

  @Override
  public ConsentRequest await(String request, long patience) throws InterruptedException {
    var answered = asks.await(request, Duration.ofSeconds(patience));
    if (answered.state() == State.ALLOWED) {
      Optional<Grant> grant = house.grants().find(workload, answered.askedAs());
      grant.ifPresent(granted -> add(granted, null));
    }
    return answered;
  }
}
