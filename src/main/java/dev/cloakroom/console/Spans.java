package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;

import dev.cloakroom.http.Html;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/// Times in words.
final class Spans {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final Duration NOW = Duration.ofSeconds(3);

  private Spans() {}

  private static String relative(Duration span) {
    if (span.abs().compareTo(NOW) < 0) {
      return "just now";
    }
    return span.isNegative() ? words(span) + " ago" : "in " + words(span);
  }

  /// A length of time, roughly: `42 min`, `3 h`, `12 d`.
  static String words(Duration span) {
    long seconds = span.abs().toSeconds();
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = (seconds + 30) / 60;
    if (minutes < 120) {
      return minutes + " min";
    }
    return minutes < 48 * 60 ? minutes / 60 + " h" : minutes / (24 * 60) + " d";
  }

  /// A day to come, and how far it is: `28 November 2026, in 7 d`; the exact moment on demand.
  static Html day(Instant at, Instant now) {
    var exact = at.truncatedTo(ChronoUnit.SECONDS).toString();
    var words = DAY.format(at) + ", " + relative(Duration.between(now, at));
    return element("time", Map.of("datetime", exact, "title", exact), Html.text(words));
  }

  /// A moment as seen from `now`: `3 min ago`, `in 12 s`; the exact one on demand.
  static Html moment(Instant at, Instant now) {
    var span = Duration.between(now, at);
    var words = relative(span);
    var exact = at.truncatedTo(ChronoUnit.SECONDS).toString();
    return element("time", Map.of("datetime", exact, "title", exact), Html.text(words));
  }
}
