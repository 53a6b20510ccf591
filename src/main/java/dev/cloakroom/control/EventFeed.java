package dev.cloakroom.control;

import dev.cloakroom.consent.Consents;
import dev.cloakroom.event.Event;
import dev.cloakroom.event.Events;
import dev.cloakroom.http.Backlog;
import dev.cloakroom.http.EventStream;
import dev.cloakroom.http.EventStream.Sent;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.wire.EventView;
import dev.cloakroom.wire.Wire;
import java.time.Clock;

/// The live feed of events: numbers them, keeps the last thousand, and serves them to whoever
/// follows.
///
/// It listens on the thread of whoever notices, and only takes note there. Safe for any thread.
public final class EventFeed implements AutoCloseable {
  private static final int KEPT = 1000;
  private static final int MOST_CLIENTS = 64;

  private final Backlog<EventView> backlog = new Backlog<>(KEPT, _ -> 1);
  private final EventStream streams = new EventStream(MOST_CLIENTS);
  private final Clock clock;
  private final Events.Subscription subscription;

  /// The feed of all that `events` tells from now on.
  public EventFeed(Events events, Clock clock) {
    this.clock = clock;
    this.subscription = events.subscribe(this::hear);
  }

  /// Serves the feed: what the client has not seen yet, and what happens from now on.
  public Reply follow(Request request) {
    return streams.of(
        backlog, request, event -> new Sent(event.id(), event.type(), Wire.json(event)));
  }

  /// The number of the newest event; 0 before the first.
  public long last() {
    return backlog.last();
  }

  private void hear(Event event) {
    var draft = draft(event);
    backlog.add(number -> draft.view(number, clock.instant()));
  }

  private static EventDraft draft(Event event) {
    return switch (event) {
      case Event.Connected(var account) -> new EventDraft("account_connected").account(account);
      case Event.Refreshed(var account, var generation) ->
          new EventDraft("account_refreshed").account(account).generation(generation.number());
      case Event.StateChanged(var account, var state, var reason) ->
          new EventDraft("account_state").account(account).state(state).message(reason);
      case Event.Expiring expiring ->
          new EventDraft("account_expiring")
              .account(expiring.account())
              .state(expiring.why().word())
              .lastsUntil(expiring.lastsUntil())
              .message(expiring.sentence());
      case Event.Disconnected(var account) ->
          new EventDraft("account_disconnected").account(account);
      case Event.Granted(var workload, var account) ->
          new EventDraft("granted").workload(workload).account(account);
      case Event.Ungranted(var workload, var account) ->
          new EventDraft("ungranted").workload(workload).account(account);
      case Event.ConsentAsked(var request, var workload, var provider) ->
          new EventDraft("auth_required")
              .consent(request)
              .workload(workload)
              .provider(provider)
              .message(asking(workload, provider));
      case Event.ConsentAnswered(var request, var answer) ->
          new EventDraft("consent_answered").consent(request).state(answer);
      case Event.RunStarted(var run, var workload) ->
          new EventDraft("run_started").run(run).workload(workload);
      case Event.RunWaits(var run, var workload, var request) ->
          new EventDraft("run_waits").run(run).workload(workload).consent(request);
      case Event.RunEnded(var run, var workload, var exit) ->
          new EventDraft("run_ended").run(run).workload(workload).exit(exit);
      case Event.Alarm(var code, var message) ->
          new EventDraft("alarm").state(code).message(message);
    };
  }

  private static String asking(String workload, String provider) {
    return workload.equals(Consents.HOST)
        ? "Log in to %s to connect it.".formatted(provider)
        : "%s needs your authorization of %s to go on.".formatted(workload, provider);
  }

  @Override
  public void close() {
    subscription.close();
    backlog.end();
  }
}
