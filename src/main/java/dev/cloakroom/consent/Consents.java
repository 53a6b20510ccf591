package dev.cloakroom.consent;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.catalog.Provider;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.oauth.Authorizations;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.store.Store;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import dev.cloakroom.workload.MayAsk;
import dev.cloakroom.workload.Mode;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private final RequestTable table;
  private final Catalog catalog;
  private final Grants grants;
  private final Audit audit;
  private final Events events;
  private final Clock clock;
  private final RandomGenerator random;
  private final Object answers = new Object();

  /// The requests in `store`.
  public Consents(
      Store store,
      Catalog catalog,
      Grants grants,
      Audit audit,
      Events events,
      Clock clock,
      RandomGenerator random) {
    this.table = new RequestTable(store);
    this.catalog = catalog;
    this.grants = grants;
    this.audit = audit;
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
  ///   `denied-recently`, `no-client`
  public ConsentRequest ask(
      String workload, List<MayAsk> permissions, String askedAs, Scopes scopes) {
    var found = resolve(askedAs);
    var provider = found.provider();
    var permission =
        permissions.stream()
            .filter(may -> may.askedAs().equals(askedAs))
            .findFirst()
            .orElseThrow(() -> notAllowed(workload, askedAs));
    var own = permission.ceiling();
    var ceiling = provider.expand(own.isEmpty() ? found.ceiling() : own);
    var wanted = scopes.isEmpty() ? ceiling : provider.expand(scopes);
    if (!ceiling.covers(wanted)) {
      throw aboveCeiling(workload, askedAs, wanted.minus(ceiling));
    }
    return raise(workload, askedAs, provider, wanted, null);
  }

  /// Asks on behalf of the person on the command line.
  ///
  /// @param name the account's name; null for the one that fits whoever logs in
  public ConsentRequest connect(String askedAs, @Nullable String name, Scopes scopes) {
    var found = resolve(askedAs);
    var provider = found.provider();
    var account = name == null ? null : new AccountId(provider.id(), name);
    var wanted = provider.expand(scopes.isEmpty() ? found.ceiling() : scopes);
    return raise(HOST, askedAs, provider, wanted, account);
  }

  /// Asks for an account that a workload was granted, and whose authorization is dead.
  public ConsentRequest again(String workload, String askedAs, AccountId account, Scopes scopes) {
    return raise(workload, askedAs, resolve(account.provider()).provider(), scopes, account);
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

  private ConsentRequest raise(
      String workload,
      String askedAs,
      Provider provider,
      Scopes wanted,
      @Nullable AccountId account) {
    Authorizations.client(provider);
    synchronized (answers) {
      refuseIfAnsweredNo(workload, askedAs, provider);
      return open().stream()
          .filter(r -> r.workload().equals(workload) && r.askedAs().equals(askedAs))
          .filter(r -> r.scopes().covers(wanted) && Objects.equals(r.account(), account))
          .findFirst()
          .orElseGet(() -> create(workload, askedAs, provider, wanted, account));
    }
  }

  private ConsentRequest create(
      String workload,
      String askedAs,
      Provider provider,
      Scopes wanted,
      @Nullable AccountId account) {
    var now = clock.instant();
    var request =
        new ConsentRequest(
            newId(),
            workload,
            askedAs,
            provider.id(),
            account,
            wanted,
            State.OPEN,
            now,
            now.plus(LIFE));
    table.put(request);
    table.forgetBefore(now.minus(KEPT));
    audit.record(entry("consent-asked", request));
    events.publish(new Event.ConsentAsked(request.id(), workload, provider.id()));
    return request;
  }

  private String newId() {
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
    var since = clock.instant().minus(REST_AFTER_DENIAL);
    boolean resting =
        table.all().stream()
            .filter(r -> r.state() == State.DENIED && r.createdAt().isAfter(since))
            .anyMatch(r -> r.workload().equals(workload) && r.askedAs().equals(askedAs));
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
            request.state() == State.OPEN && !request.isOpen(clock.instant())
                ? request.answered(State.EXPIRED, request.account())
                : request);
  }

  /// Waits until a request is answered or expired, or `patience` is over; returns how it stands.
  public ConsentRequest await(String id, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (answers) {
      while (true) {
        var request = find(id).orElseThrow(() -> unknown(id));
        long left = (end - System.nanoTime()) / 1_000_000;
        if (request.state() != State.OPEN || left <= 0) {
          return request;
        }
        answers.wait(Math.min(left, 10_000));
      }
    }
  }

  /// The problem for a request that does not exist.
  static Problem unknown(String id) {
    return new Problem(
        Kind.NOT_FOUND,
        "unknown-consent",
        "There is no consent request %s; it may be over."
            .formatted(id.matches("[0-9a-f]{20}") ? id : "of that name"));
  }

  /// Answers no; the same ask rests for ten minutes.
  public void deny(String id) {
    answer(id, State.DENIED, null);
  }

  /// Answers no, and never again from this workload for this provider.
  public void block(String id) {
    find(id).ifPresent(request -> table.block(request.workload(), request.provider()));
    answer(id, State.BLOCKED, null);
  }

  /// Answers yes with an account that is connected: the workload is granted it.
  public void allow(String id, AccountId account) {
    var request = find(id).orElseThrow(() -> unknown(id));
    if (!request.workload().equals(HOST)) {
      var before = grants.find(request.workload(), request.askedAs());
      before
          .filter(grant -> !grant.account().equals(account))
          .ifPresent(grant -> grants.end(request.workload(), grant.account()));
      grants.grant(
          new Grant(
              request.workload(),
              account,
              request.askedAs(),
              before.map(Grant::scopes).orElse(request.scopes()),
              Mode.ACCESS_FILE));
    }
    answer(id, State.ALLOWED, account);
  }

  private void answer(String id, State answer, @Nullable AccountId account) {
    synchronized (answers) {
      var request = find(id).orElseThrow(() -> unknown(id));
      if (request.state() != State.OPEN) {
        throw new Problem(
            Kind.REFUSED,
            "consent-answered",
            "This was answered already: %s.".formatted(request.state().word()));
      }
      var answered = request.answered(answer, account == null ? request.account() : account);
      table.put(answered);
      audit.record(entry("consent-" + answer.word(), answered));
      answers.notifyAll();
    }
    events.publish(new Event.ConsentAnswered(id, answer.word()));
  }

  private static Entry entry(String event, ConsentRequest request) {
    return new Entry(
        event,
        request.account(),
        Generation.NONE,
        request.workload(),
        request.askedAs() + ": " + request.scopes());
  }

  private static Problem notAllowed(String workload, String askedAs) {
    return new Problem(
        Kind.REFUSED,
        "ask-not-allowed",
        "The workload %s may not ask for %s: allow it with --grant %s, or under workloads in cloakroom.yaml."
            .formatted(workload, askedAs, askedAs));
  }

  private static Problem aboveCeiling(String workload, String askedAs, Scopes above) {
    return new Problem(
        Kind.REFUSED,
        "scopes-above-ceiling",
        "The workload %s asked %s for more than it may: %s. Raise its ceiling with --grant %s:SCOPES if you mean it."
            .formatted(workload, askedAs, printable(above), askedAs));
  }

  /// Scope names come from the run: shown bounded, and without anything that moves a cursor.
  private static String printable(Scopes scopes) {
    var text = scopes.toString().replaceAll("[^\\x20-\\x7e]", "?");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
