package dev.cloakroom.playground;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A calendar that only the provider's access tokens open, with replies in the shape of Google's
/// Calendar v3. Everybody who logged in has one; the events are invented around today. Safe for any
/// thread.
public final class CalendarApi {
  private static final Scopes NEEDED = Scopes.of("calendar");
  private static final int MOST_EVENTS = 250;

  private final PlaygroundProvider provider;
  private final Clock clock;

  public CalendarApi(PlaygroundProvider provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /// Everything that it serves.
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/calendar/v3/users/me/calendarList",
            request -> provider.admit(request, NEEDED, pass -> calendars(pass.person()))),
        Route.get(
            "/calendar/v3/calendars/{id}/events",
            request -> provider.admit(request, NEEDED, pass -> events(request, pass.person()))));
  }

  private Reply calendars(Person person) {
    var items =
        diary(person).calendars().stream().map(calendar -> listed(calendar, person)).toList();
    return Reply.json(Json.write(Json.object("kind", "calendar#calendarList", "items", items)));
  }

  private Map<String, Object> listed(Diary.Calendar calendar, Person person) {
    return Json.object(
        "kind", "calendar#calendarListEntry",
        "id", calendar.id(),
        "summary", calendar.summary(),
        "timeZone", clock.getZone().getId(),
        "accessRole", calendar.id().equals(person.email()) ? "owner" : "reader",
        "primary", calendar.id().equals(person.email()));
  }

  private Reply events(Request request, Person person) {
    var id = request.parameter("id");
    var calendar = diary(person).calendar(id.equals("primary") ? person.email() : id);
    if (calendar.isEmpty()) {
      return error(404, "Not Found", "NOT_FOUND");
    }
    try {
      return Reply.json(Json.write(events(request, person, calendar.get())));
    } catch (DateTimeException | NumberFormatException _) {
      return error(400, "Bad Request", "INVALID_ARGUMENT");
    }
  }

  private Map<String, Object> events(Request request, Person person, Diary.Calendar calendar) {
    var from = time(request, "timeMin").orElse(Instant.MIN);
    var until = time(request, "timeMax").orElse(Instant.MAX);
    int most = request.query("maxResults").map(Integer::parseUnsignedInt).orElse(MOST_EVENTS);
    var items =
        calendar.events().stream()
            .filter(event -> event.endsAfter(from) && event.beginsBefore(until))
            .limit(Math.min(most, MOST_EVENTS))
            .map(event -> event.json(person))
            .toList();
    return Json.object(
        "kind",
        "calendar#events",
        "summary",
        calendar.summary(),
        "timeZone",
        clock.getZone().getId(),
        "accessRole",
        "reader",
        "items",
        items);
  }

  private static Optional<Instant> time(Request request, String name) {
    return request.query(name).map(text -> OffsetDateTime.parse(text).toInstant());
  }

  private static Reply error(int status, String message, String word) {
    var error = Json.object("code", status, "message", message, "status", word);
    return Reply.json(status, Json.write(Json.object("error", error)));
  }

  private Diary diary(Person person) {
    return Diary.of(person, clock);
  }
}
