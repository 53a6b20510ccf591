package dev.cloakroom.oauth;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Points in time that a server names, by our clock. The server's own may be wrong; what its reply
/// says the time is (`Date`, RFC 9110 section 6.6.1) shows by how much.
///
/// @param lead by how much the server's clock is ahead of ours, as far as it says
record ServerTime(Duration lead) {
  /// Of a reply with `headers` that came at `now`. A date is written to the second, and was written
  /// a while ago, so a clock that is right seems to be late by that.
  static ServerTime of(HttpHeaders headers, Instant now) {
    var date = headers.firstValue("Date").map(ServerTime::date).orElse(null);
    return new ServerTime(date == null ? Duration.ZERO : Duration.between(now, date));
  }

  /// What the server calls `moment`, by our clock.
  Instant ours(Instant moment) {
    return moment.minus(lead);
  }

  /// What the server calls our `moment`.
  Instant theirs(Instant moment) {
    return moment.plus(lead);
  }

  /// An HTTP date that a server may hold for true; null when it is none.
  static @Nullable Instant date(String text) {
    try {
      var date =
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isBefore(Instant.EPOCH) ? null : date;
    } catch (DateTimeException _) {
      return null;
    }
  }
}
