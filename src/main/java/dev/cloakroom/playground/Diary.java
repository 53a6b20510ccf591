package dev.cloakroom.playground;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The invented calendars of one person, around the day that the clock shows.
record Diary(List<Calendar> calendars) {
  static Diary of(Person person, Clock clock) {
    var today = ZonedDateTime.now(clock).with(LocalTime.MIDNIGHT);
    var own =
        List.of(
            event(today, 0, 9, 30, 15, "Plan the day with a cup of tea", "Kitchen table"),
            event(today, 0, 18, 0, 90, person.name() + " sings: choir rehearsal", "Old school"),
            event(today, 1, 12, 30, 60, "Lunch with Ben", "Café by the river"),
            event(today, 3, 16, 0, 45, "Pick up the mended coat", "Cloakroom, Theatre Square"),
            event(today, 5, 10, 0, 120, "Walk to the lighthouse", "Harbour"));
    var shared =
        List.of(
            event(today, 2, 8, 0, 240, "Street market", "Market square"),
            event(today, 6, 19, 30, 120, "Open-air cinema", "Castle garden"));
    return new Diary(
        List.of(
            new Calendar(person.email(), person.name() + "'s calendar", own),
            new Calendar("neighbourhood@playground.example", "Neighbourhood", shared)));
  }

  Optional<Calendar> calendar(String id) {
    return calendars.stream().filter(calendar -> calendar.id().equals(id)).findFirst();
  }

  private static Event event(
      ZonedDateTime today, int day, int hour, int minute, int minutes, String what, String where) {
    var start = today.plusDays(day).withHour(hour).withMinute(minute);
    return new Event(start, Duration.ofMinutes(minutes), what, where);
  }

  /// One calendar, its events in the order of time.
  record Calendar(String id, String summary, List<Event> events) {}

  /// Something that happens.
  record Event(ZonedDateTime start, Duration length, String summary, String location) {
    boolean endsAfter(Instant time) {
      return start.plus(length).toInstant().isAfter(time);
    }

    boolean beginsBefore(Instant time) {
      return start.toInstant().isBefore(time);
    }

    Map<String, Object> json(Person person) {
      LocalDate day = start.toLocalDate();
      return Json.object(
          "kind",
          "calendar#event",
          "id",
          Digest.of(person.subject() + day + summary).substring(0, 26),
          "status",
          "confirmed",
          "summary",
          summary,
          "location",
          location,
          "start",
          time(start),
          "end",
          time(start.plus(length)),
          "creator",
          Json.object("email", person.email(), "displayName", person.name()));
    }

    private static Map<String, Object> time(ZonedDateTime time) {
      return Json.object(
          "dateTime", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time),
          "timeZone", time.getZone().getId());
    }
  }
}
