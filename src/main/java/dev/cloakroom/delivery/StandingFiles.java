package dev.cloakroom.delivery;

import dev.cloakroom.broker.Broker;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.dialect.Dialects;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Grant;
import dev.cloakroom.workload.Grants;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The standing deliveries: token files of the person's own tools, each kept fresh at the path of
/// the person's choice until its grant ends. Safe for any thread.
public final class StandingFiles implements AutoCloseable {
  private final Path home;
  private final Grants grants;
  private final Dialects dialects;
  private final Events events;
  private final Knowledge knowledge;
  private final TokenFiles files;
  private final Events.Subscription subscription;
  private final Map<Path, Secret> told = new ConcurrentHashMap<>();

  /// None is written before [#start].
  ///
  /// @param home the person's home folder
  public StandingFiles(
      Path home,
      Grants grants,
      Broker broker,
      Dialects dialects,
      Events events,
      Knowledge knowledge) {
    this.home = home;
    this.grants = grants;
    this.dialects = dialects;
    this.events = events;
    this.knowledge = knowledge;
    this.files = new TokenFiles(Consents.HOST, broker, events);
    this.subscription = events.subscribe(this::hear);
  }

  /// Writes all of them anew.
  public void start() {
    grants.of(Consents.HOST).forEach(this::keep);
  }

  private void hear(Event event) {
    if (event instanceof Event.Granted(var workload, var account)
        && workload.equals(Consents.HOST)) {
      var all = grants.of(workload);
      files.dropAllBut(all);
      all.stream().filter(grant -> grant.account().equals(account)).forEach(this::keep);
    }
  }

  private void keep(Grant grant) {
    var file = grant.form().file();
    if (file != null) {
      var dialect = dialects.dialect(grant.form().dialect());
      files.keep(
          grant, new StandingFile(Path.of(file), home, grant, dialect, knowledge, this::tell));
    }
  }

  private void tell(Path file, Secret content, Problem problem) {
    if (!content.equals(told.put(file, content))) {
      events.publish(new Event.Alarm(problem.code(), problem.getMessage()));
    }
  }

  /// Stops keeping them; they stay where they are.
  @Override
  public void close() {
    subscription.close();
    files.leave();
  }
}
