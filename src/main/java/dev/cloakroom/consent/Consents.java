package dev.cloakroom.consent;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import dev.cloakroom.workload.MayAsk;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The consent requests: who asks a person for what, and how it was answered.
///
/// The same ask of the same workload is one request, however often it is raised. Durable; safe for
/// any thread.
public final class Consents {
  /// The workload of the person's own machine.
  public static final String HOST = "host";

  private static final Duration LIFE = Duration.ofDays(1);
  private static final Duration KEPT = Duration.ofDays(7);
  private static final Duration REST_AFTER_DENIAL = Duration.ofMinutes(10);
  private static final int ID_BYTES = 10;
  private static final int MOST_OPEN = 20;

  private final RequestTable table;
  private final Catalog catalog;
  private final Grants grants;
  private final Events events;
  private final Clock clock;
  private final RandomGenerator random;
  private final Object answers = new Object();
  private final Set<String> inHand = new HashSet<>(); // guarded by answers

  /// The requests in `store`.
  public Consents(
      Store store,
      Catalog catalog,
      Grants grants,
      Audit audit,
      Events events,
      Clock clock,
      RandomGenerator random) {
    this.table = new RequestTable(store, audit);
    this.catalog = catalog;
    this.grants = grants;
    this.events = events;
    this.clock = clock;
    this.random = random;
  }

  RequestTable table() {
    return table;
  }

  /// Asks on behalf of a workload, within what it may ask for.
  ///
  /// @param askedAs a provider or an alias
  /// @param scopes short or full names; none for all that it may ask for
  /// @throws Problem `unknown-provider`, `ask-not-allowed`, `scopes-above-ceiling`, `blocked`,
  ///   `denied-recently`, `too-many-asks`, `no-client`
  public ConsentRequest ask(
      String workload, List<MayAsk> permissions, String askedAs, Scopes scopes) {
    return ask(workload, permissions, askedAs, scopes, null);
  }

  /// The same for something that takes it in one form only.
  ///
  /// @param form null for the one of the permission
  public ConsentRequest ask(
      String workload,
      List<MayAsk> permissions,
      String askedAs,
      Scopes scopes,
      @Nullable Form form) {
    var found = resolve(askedAs);
    var provider = found.provider();
    var permission =
        permissions.stream()
            .filter(may -> may.askedAs().equals(askedAs))
            .findFirst()
            .orElseThrow(() -> AskRefusal.notAllowed(workload, askedAs));
    var own = permission.ceiling();
    var ceiling = provider.expand(own.isEmpty() ? found.ceiling() : own);
    var wanted = scopes.isEmpty() ? ceiling : provider.expand(scopes);
    if (!ceiling.covers(wanted)) {
      throw AskRefusal.aboveCeiling(workload, askedAs, wanted.minus(ceiling));
    }
    var wish = new Wish(askedAs, provider, wanted, null, form == null ? permission.form() : form);
    return raise(workload, wish);
  }

  /// Asks on behalf of the person on the command line.
  ///
  /// @param name the account's name; null for the one that fits whoever logs in
  public ConsentRequest connect(String askedAs, @Nullable String name, Scopes scopes) {
    var found = resolve(askedAs);
    var provider = found.provider();
    var account = name == null ? null : new AccountId(provider.id(), name);
    var wanted = provider.expand(scopes.isEmpty() ? found.ceiling() : scopes);
    return raise(HOST, new Wish(askedAs, provider, wanted, account, null));
  }

  /// Asks for an account that a workload was granted, and whose authorization is dead.
  ///
  /// @param scopes what it needs of it
  public ConsentRequest again(Grant grant, Scopes scopes) {
    var provider = resolve(grant.account().provider()).provider();
    return raise(
        grant.workload(), new Wish(grant.name(), provider, scopes, grant.account(), grant.form()));
  }

  private Catalog.Resolved resolve(String askedAs) {
    return catalog
        .find(askedAs)
        .orElseThrow(() ->
            new Problem(
                Kind.NOT_FOUND,
                "unknown-provider",
                "There is no provider %s: the catalogue and cloakroom.yaml know %s."
                    .formatted(
                        AccountId.isName(askedAs) ? askedAs : "of that name",
                        String.join(
                            ", ", catalog.providers().stream().map(Provider::id).toList()))));
  }

  private ConsentRequest raise(String workload, Wish wish) {
    Authorizations.client(wish.provider());
    synchronized (answers) {
      refuseIfAnsweredNo(workload, wish.askedAs(), wish.provider());
      var waiting = open().stream().filter(r -> r.workload().equals(workload)).toList();
      return waiting.stream()
          .filter(wish::isIn)
          .findFirst()
          .orElseGet(() -> {
            if (!workload.equals(HOST) && waiting.size() >= MOST_OPEN) {
              throw AskRefusal.tooMany(workload, waiting.size());
            }
            return create(workload, wish);
          });
    }
  }

  private ConsentRequest create(String workload, Wish wish) {
    var now = clock.instant();
    var request =
        new ConsentRequest(
            newId(),
            workload,
            wish.askedAs(),
            wish.provider().id(),
            wish.account(),
            wish.scopes(),
            wish.form(),
            State.OPEN,
            now,
            now.plus(LIFE));
    table.put(request, entry("consent-asked", request));
    table.forgetBefore(now.minus(KEPT));
    events.publish(new Event.ConsentAsked(request.id(), workload, wish.provider().id()));
    return request;
  }

  /// A name that nobody else has.
  String newId() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void refuseIfAnsweredNo(String workload, String askedAs, Provider provider) {
    if (workload.equals(HOST)) {
      return;
    }
    if (table.isBlocked(workload, provider.id())) {
      throw new Problem(
          Kind.REFUSED,
          "blocked",
          "The workload %s was blocked from asking for %s.".formatted(workload, provider.id()));
    }
    boolean resting =
        table.isDeniedSince(workload, askedAs, clock.instant().minus(REST_AFTER_DENIAL));
    if (resting) {
      throw new Problem(
          Kind.REFUSED,
          "denied-recently",
          "%s was denied to the workload %s a moment ago; it may ask again in ten minutes."
              .formatted(askedAs, workload));
    }
  }

  /// The requests that wait for an answer, oldest first.
  public List<ConsentRequest> open() {
    var now = clock.instant();
    return table.all().stream().filter(request -> request.isOpen(now)).toList();
  }

  /// One request; one that was not answered in time is expired.
  public Optional<ConsentRequest> find(String id) {
    return table
        .find(id)
        .map(request ->
            request.isOpen() && !request.isOpen(clock.instant())
                ? request.answered(State.EXPIRED, request.account(), request.endsAt())
                : request);
  }

  /// Waits until a request is answered or expired, or `patience` is over; returns how it stands.
  public ConsentRequest await(String id, Duration patience) throws InterruptedException {
    return await(id, patience, () -> false);
  }

  /// The same, or until `enough`, which is asked whenever something has changed.
  ///
  /// @param enough must not block
  public ConsentRequest await(String id, Duration patience, BooleanSupplier enough)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (answers) {
      while (true) {
        var request = find(id).orElseThrow(() -> unknown(id));
        long left = (end - System.nanoTime()) / 1_000_000;
        if (request.state() != State.OPEN || left <= 0 || enough.getAsBoolean()) {
          return request;
        }
        answers.wait(Math.min(left, 10_000));
      }
    }
  }

  /// Something has changed for whoever waits.
  void wake() {
    synchronized (answers) {
      answers.notifyAll();
    }
  }

  /// The problem for a request that does not exist.
  public static Problem unknown(String id) {
    return new Problem(
        Kind.NOT_FOUND,
        "unknown-consent",
        "There is no consent request %s; it may be over."
            .formatted(id.matches("[0-9a-f]{20}") ? id : "of that name"));
  }

  /// A request that still waits for its answer.
  ///
  /// @throws Problem `unknown-consent`, `consent-answered`, `consent-expired`
  ConsentRequest requireOpen(String id) {
    var request = find(id).orElseThrow(() -> unknown(id));
    return switch (request.state()) {
      case OPEN -> request;
      case EXPIRED ->
          throw new Problem(
              Kind.REFUSED,
              "consent-expired",
              "This request has expired: whoever asked may ask again.");
      case ALLOWED, DENIED, BLOCKED -> throw answered(request.state().word());
    };
  }

  private static Problem answered(String how) {
    return new Problem(
        Kind.REFUSED, "consent-answered", "This was answered already: %s.".formatted(how));
  }

  /// Answers no; the same ask rests for ten minutes.
  public void deny(String id) {
    answer(id, State.DENIED, null, _ -> {});
  }

  /// Answers no, and never again from this workload for this provider.
  public void block(String id) {
    answer(id, State.BLOCKED, null, request -> table.block(request.workload(), request.provider()));
  }

  /// Answers yes with an account that is connected: the workload is granted it.
  public void allow(String id, AccountId account) {
    allow(id, account, () -> {});
  }

  /// Answers yes with an account that `saving` makes. When that fails, nothing is answered.
  void allow(String id, AccountId account, Runnable saving) {
    answer(
        id,
        State.ALLOWED,
        account,
        request -> {
          saving.run();
          boolean renewal = request.account() != null; // of what the workload was granted before
          if (!request.isHost() && !renewal) {
            grant(request, account);
          }
        });
  }

  /// How what is asked for is delivered, if it is allowed for the account that the workload has by
  /// that name, or for the first one.
  Form formOf(ConsentRequest request) {
    var wanted = request.form();
    return wanted != null && request.account() != null // a renewal
        ? wanted
        : form(wanted, grants.find(request.workload(), request.askedAs()));
  }

  /// What was asked for last; but what is set up for one tool stays so.
  private static Form form(@Nullable Form wanted, Optional<Grant> before) {
    return before
        .map(Grant::form)
        .filter(had ->
            wanted == null || (!had.isForNoTool() && !had.dialect().equals(wanted.dialect())))
        .orElseGet(() -> wanted == null ? Form.of(Mode.ACCESS_FILE) : wanted);
  }

  /// The account takes the place of another under the same name; the same account's ceiling grows.
  private void grant(ConsentRequest request, AccountId account) {
    var before = grants.find(request.workload(), request.askedAs());
    before.filter(grant -> !grant.account().equals(account)).ifPresent(this::end);
    var same = before.filter(grant -> grant.account().equals(account));
    var ceiling = same.map(grant -> grant.raisedBy(request.scopes())).orElse(request.scopes());
    var form = form(request.form(), same);
    grants.grant(new Grant(request.workload(), account, request.askedAs(), ceiling, form));
    events.publish(new Event.Granted(request.workload(), account));
  }

  private void end(Grant grant) {
    grants.end(grant.workload(), grant.name());
    events.publish(new Event.Ungranted(grant.workload(), grant.account()));
  }

  /// Ends the open requests of a workload that is over: nobody waits for them any more.
  public void withdraw(String workload) {
    open().stream()
        .filter(request -> request.workload().equals(workload))
        .forEach(request -> answer(request.id(), State.EXPIRED, null, _ -> {}));
  }

  /// Answers once `effect` is had. Nobody can answer otherwise meanwhile, and no lock is held: the
  /// effect takes locks of its own.
  private void answer(
      String id, State answer, @Nullable AccountId account, Consumer<ConsentRequest> effect) {
    var request = take(id);
    try {
      effect.accept(request);
      var about = account == null ? request.account() : account;
      var answered = request.answered(answer, about, clock.instant());
      table.put(answered, entry("consent-" + answer.word(), answered));
    } finally {
      synchronized (answers) {
        inHand.remove(id);
        answers.notifyAll();
      }
    }
    events.publish(new Event.ConsentAnswered(id, answer.word()));
  }

  private ConsentRequest take(String id) {
    synchronized (answers) {
      var request = requireOpen(id);
      if (!inHand.add(id)) {
        throw answered("at this moment");
      }
      return request;
    }
  }

  private static Entry entry(String event, ConsentRequest request) {
    return new Entry(
        event,
        request.account(),
        Generation.NONE,
        request.workload(),
        request.askedAs() + ": " + request.scopes());
  }
}
