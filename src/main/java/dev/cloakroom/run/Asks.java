package dev.cloakroom.run;

import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.event.Event;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one run asks people for. Safe for any thread.
final class Asks {
  private final House house;
  private final RunSpec spec;
  private final String run;
  private final String workload;
  private final RunLog log;
  private final Consumer<ConsentRequest> shown;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  /// @param shown hears of each request once, when a person has been told of it
  Asks(
      House house,
      RunSpec spec,
      String run,
      String workload,
      RunLog log,
      Consumer<ConsentRequest> shown) {
    this.house = house;
    this.spec = spec;
    this.run = run;
    this.workload = workload;
    this.log = log;
    this.shown = shown;
  }

  /// Asks for what the workload may ask for.
  ///
  /// @param form how it has to be delivered; null for whichever it was permitted in
  ConsentRequest ask(String askedAs, Scopes scopes, @Nullable Form form) {
    return show(
        house.consents().ask(workload, spec.mayAsk(house.mayAsk(workload)), askedAs, scopes, form));
  }

  /// Asks for what was granted, but has died.
  ConsentRequest again(Grant grant) {
    var scopes = grant.scopes().isEmpty() ? house.scopesOf(grant.account()) : grant.scopes();
    return show(house.consents().again(grant, scopes));
  }

  private ConsentRequest show(ConsentRequest request) {
    if (asked.add(request.id())) {
      house.events().publish(new Event.RunWaits(run, workload, request.id()));
      var link = house.links().linkForPerson(request).toString();
      log.consent(
          "%s asks for %s: %s".formatted(workload, request.askedAs(), request.scopes()), link);
      shown.accept(request);
    }
    return request;
  }

  /// Waits for the answer, as long as the patience lasts.
  ///
  /// @throws Problem `unknown-consent` when this workload asked no such thing
  ConsentRequest await(String request, Duration patience) throws InterruptedException {
    var found = house.consents().find(request);
    if (found.isEmpty() || !found.get().workload().equals(workload)) {
      throw new Problem(
          Kind.NOT_FOUND,
          "unknown-consent",
          "This run's workload has no such consent request; it may be over.");
    }
    return house.consents().await(request, patience);
  }

  /// Refuses to go on without a consent.
  static void requireAllowed(ConsentRequest request) {
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

  /// The requests that nobody has answered yet.
  List<String> open() {
    return asked.stream().filter(house::isOpen).sorted().toList();
  }
}
