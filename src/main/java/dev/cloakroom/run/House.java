package dev.cloakroom.run;

import dev.cloakroom.audit.Audit;
import dev.cloakroom.audit.Entry;
import dev.cloakroom.broker.Broker;
import dev.cloakroom.catalog.Catalog;
import dev.cloakroom.consent.ConsentRequest.State;
import dev.cloakroom.consent.ConsentRoutes;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.delivery.Deliveries;
import dev.cloakroom.delivery.Knowledge;
import dev.cloakroom.delivery.Phantoms;
import dev.cloakroom.delivery.RunSocket;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.dialect.Facts;
import dev.cloakroom.dialect.TokenForms;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.loan.Loans;
import dev.cloakroom.mount.MountPolicy;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Sandbox;
import dev.cloakroom.vault.Vault;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import dev.cloakroom.workload.MayAsk;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What every run of a host works with.
///
/// @param catalog what short scope names stand for
/// @param dialects the forms of tools
/// @param knowledge what tools have to know of accounts
/// @param loans the refresh tokens that runs have
/// @param sandboxes the engines, by name
/// @param usualSandbox the one for runs that name none
/// @param rules what the settings say of workloads, by name
/// @param folder where the folders of runs are made: private, and with a short path
/// @param logs where runs are logged
/// @param mounts what of a person's folders runs may see
public record House(
    Catalog catalog,
    Dialects dialects,
    Knowledge knowledge,
    Broker broker,
    Vault vault,
    Audit audit,
    Grants grants,
    Consents consents,
    ConsentRoutes links,
    Events events,
    Loans loans,
    Map<String, Sandbox> sandboxes,
    String usualSandbox,
    Map<String, Rules> rules,
    Path folder,
    RunLogs logs,
    MountPolicy mounts,
    RandomGenerator random,
    Clock clock) {
  private static final Logger LOG = System.getLogger(House.class.getName());

  public House {
    sandboxes = Map.copyOf(sandboxes);
    rules = Map.copyOf(rules);
  }

  /// What a workload may ask for by the settings.
  List<MayAsk> mayAsk(String workload) {
    return Rules.of(rules, workload).mayAsk();
  }

  /// An id for a new run.
  String newId() {
    var bytes = new byte[4];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// The engine of that name.
  ///
  /// @throws Problem `unknown-sandbox`
  Sandbox sandbox(String name) {
    var sandbox = sandboxes.get(name);
    if (sandbox == null) {
      throw new Problem(
          Kind.USAGE,
          "unknown-sandbox",
          "There is no sandbox %s; there is: %s."
              .formatted(name, String.join(", ", sandboxes.keySet())));
    }
    return sandbox;
  }

  /// The full names of an account's scopes.
  Scopes expand(AccountId account, Scopes scopes) {
    return scopes.isEmpty() ? scopes : catalog.provider(account.provider()).expand(scopes);
  }

  /// Refuses to let a run ask for what no provider or alias is called.
  void requireKnown(GrantSpec grant) {
    var target = grant.target();
    if (AccountId.parse(target).isEmpty() && catalog.find(target).isEmpty()) {
      throw new Problem(
          Kind.NOT_FOUND,
          "unknown-provider",
          "--grant %s names no provider, alias or account: correct it, or add the provider to cloakroom.yaml."
              .formatted(target));
    }
  }

  /// What the deliveries of its runs are made with.
  Deliveries.Parts deliveries() {
    return new Deliveries.Parts(broker, events, dialects, knowledge, loans, random, clock);
  }

  /// What answers on the sockets of runs.
  RunSocket.Rooms socketRooms() {
    return new RunSocket.Rooms(broker, new TokenForms(dialects), this::facts, links::linkForAsker);
  }

  private Facts facts(Grant grant) {
    return knowledge.of(grant, Phantoms.none(grant.name()), Deliveries.HOME, Map.of());
  }

  /// Whether a consent request waits for its answer.
  boolean isOpen(String request) {
    return consents.find(request).filter(found -> found.state() == State.OPEN).isPresent();
  }

  /// Ends a grant that was a run's own.
  void end(Grant grant) {
    grants.end(grant.workload(), grant.account());
    events.publish(new Event.Ungranted(grant.workload(), grant.account()));
  }

  /// Tells that something in a run tried what the run must not do.
  void alarmOfMisuse(String id, String workload, String what) {
    alarm("run-misuses", "Run %s of %s: %s".formatted(id, workload, what));
    audit.record(new Entry("misused", null, Generation.NONE, id, what));
  }

  /// Tells that a run sends its socket far more requests than it answers.
  void alarmOfHammering(String run, String workload) {
    var what =
        "Run %s of %s sends its socket far more requests than it answers; the rest is refused. Stop it where it was started, if that is not what it is for."
            .formatted(run, workload);
    alarm("run-hammers", what);
  }

  private void alarm(String code, String what) {
    LOG.log(Level.WARNING, what);
    events.publish(new Event.Alarm(code, what));
  }

  /// The scopes that an account has now.
  Scopes scopesOf(AccountId account) {
    return broker.peek(account).scopes();
  }
}
