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
import dev.cloakroom.event.Event;
import dev.cloakroom.mount.Claims;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.MayAsk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
  private final Set<String> shown = ConcurrentHashMap.newKeySet();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
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
    this.sandbox = sandboxOf(house, spec.sandbox());
  }

  static String newId(House house) {
    var bytes = new byte[4];
    house.random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static Sandbox sandboxOf(House house, String name) {
    var sandbox = house.sandboxes().get(name);
    if (sandbox == null) {
      throw new Problem(
          Kind.USAGE,
          "unknown-sandbox",
          "There is no sandbox %s; there is: %s."
              .formatted(name, String.join(", ", house.sandboxes().keySet())));
    }
    return sandbox;
  }

  /// Runs the command, and once more when a consent that it asked for was given meanwhile.
  Ending go() throws InterruptedException {
    var folder = house.folder().resolve(id);
    var users = sandbox.users(spec.confinement().user());
    try (var delivered =
            new Deliveries(
                RunFolder.make(folder, sandbox.name()),
                this,
                house.deliveries(),
                new Deliveries.Destination(sandbox.name(), users.share(), spec.environment()));
        var socket = new RunSocket(folder.resolve("s"), this, house.socketRooms(), credential())) {
      socket.giveTo(users.share());
      deliveries = delivered;
      deliver();
      spec.expected().forEach(delivered::expect);
      var plan = new Planner(house).plan(id, spec, delivered.plan(), socket.path());
      try (var _ = claims.take(id, plan.mounts())) {
        return go(plan);
      }
    } catch (Problem problem) {
      return Ending.failed(problem);
    } finally {
      close(folder);
    }
  }

  private Ending go(LaunchPlan plan) throws InterruptedException {
    var what = workload + " in " + sandbox.name() + ": " + plan.mountWords();
    house.audit().record(new Entry("started", null, Generation.NONE, id, what));
    log.started();
    sandbox.prepare(plan, log::notice);
    var ending = attempt(plan);
    return mayRunAgain() ? again(plan, ending) : finished(ending);
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
        var scopes = grant.scopes().isEmpty() ? house.scopesOf(grant.account()) : grant.scopes();
        var request = house.consents().again(workload, grant.name(), grant.account(), scopes);
        show(request);
        requireAllowed(awaitAnswer(request.id()));
        add(grant, spec.minTtl());
      }
    }
  }

  private void add(Grant grant, @Nullable Duration margin) {
    var open = deliveries;
    if (open != null) {
      open.add(grant, margin);
      had.put(grant.name(), grant);
    }
  }

  private Ending attempt(LaunchPlan plan) throws InterruptedException {
    if (stopped) {
      return Ending.failed("stopped", "The run was stopped.");
    }
    var attempt = new Try(sandbox.start(plan), log, this::found, spec.timeout());
    current = attempt;
    try {
      if (stopped) {
        attempt.stop();
      }
      input.feed(attempt);
      return attempt.await();
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
        if (shown.add(why)) {
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
      requireAllowed(awaitAnswer(request));
    }
    if (!input.isWhole()) {
      return Ending.failed("input-gone", INPUT_GONE);
    }
    rerun = true;
    log.rerun();
    return finished(attempt(plan));
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

  private static void requireAllowed(ConsentRequest request) {
    if (request.state() == State.OPEN) {
      throw new Problem(Kind.FAILED, "stopped", "The run was stopped while it waited for consent.");
    }
    if (request.state() != State.ALLOWED) {
      throw new Problem(
          request.state() == State.EXPIRED ? Kind.PERSON_NEEDED : Kind.REFUSED,
          "consent-" + request.state().word(),
          "The consent for %s was not given: %s."
              .formatted(request.askedAs(), request.state().word()));
    }
  }

  private void show(ConsentRequest request) {
    asked.add(request.id());
    house.events().publish(new Event.RunWaits(id, workload, request.id()));
    var link = house.links().linkForPerson(request).toString();
    log.consent(
        "%s asks for %s: %s".formatted(workload, request.askedAs(), request.scopes()), link);
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
    deliveries = null;
    try {
      if (spec.workload().isEmpty()) {
        house.consents().withdraw(workload);
        house.grants().of(workload).forEach(house::end);
      }
      house.audit().ended(id);
    } finally {
      if (!lost) {
        RunFolder.delete(folder);
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
    return asked.stream().filter(house::isOpen).sorted().toList();
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
    house.alarmOfMisuse(id, workload, what);
  }

  @Override
  public ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form) {
    var request = house.consents().ask(workload, mayAsk(), askedAs, scopes, form);
    if (shown.add(request.id())) {
      show(request);
    }
    return request;
  }

  private List<MayAsk> mayAsk() {
    var may = new ArrayList<>(house.mayAsk(workload));
    for (var one : spec.grants()) {
      if (one.mayBeAsked()) {
        may.add(one.permission());
      }
    }
    return may;
  }

  @Override
  public ConsentRequest await(String request, long patience) throws InterruptedException {
    requireOurs(request);
    var answered = house.consents().await(request, Duration.ofSeconds(patience));
    if (answered.state() == State.ALLOWED) {
      Optional<Grant> grant = house.grants().find(workload, answered.askedAs());
      grant.ifPresent(granted -> add(granted, null));
    }
    return answered;
  }

  private void requireOurs(String request) {
    var found = house.consents().find(request);
    if (found.isEmpty() || !found.get().workload().equals(workload)) {
      throw new Problem(
          Kind.NOT_FOUND,
          "unknown-consent",
          "This run's workload has no such consent request; it may be over.");
    }
  }
}
