package dev.cloakroom.control;

import dev.cloakroom.credential.Ending;
import dev.cloakroom.http.Reply;
import dev.cloakroom.wire.AccountView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// The ends of accounts as a calendar that others subscribe to (RFC 5545): one event for each
/// account of which an end is known, all day long on the day that it ends. Safe for any thread.
public final class Calendar {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  private final Accounts accounts;
  private final Clock clock;
  private final ZoneId zone;

  /// The calendar of `accounts`.
  ///
  /// @param zone where its readers live
  public Calendar(Accounts accounts, Clock clock, ZoneId zone) {
    this.accounts = accounts;
    this.clock = clock;
    this.zone = zone;
  }

  /// The calendar as a file.
  public Reply reply() {
    return Reply.text(200, "text/calendar; charset=utf-8", text())
        .header("Content-Disposition", "attachment; filename=\"cloakroom.ics\"");
  }

  String text() {
    var lines =
        new CalendarLines()
            .line("BEGIN", "VCALENDAR")
            .line("VERSION", "2.0")
            .line("PRODID", "-//Cloakroom//Cloakroom//EN")
            .line("X-WR-CALNAME", "Cloakroom");
    for (var account : accounts.all()) {
      var end = account.lastsUntil();
      if (end != null) {
        add(account, end, lines);
      }
    }
    return lines.line("END", "VCALENDAR").toString();
  }

  private void add(AccountView account, Instant end, CalendarLines lines) {
    lines
        .line("BEGIN", "VEVENT")
        .line("UID", account.account() + "@cloakroom")
        .line("DTSTAMP", STAMP.format(clock.instant()))
        .line("DTSTART;VALUE=DATE", DAY.format(end.atZone(zone).toLocalDate()))
        .text("SUMMARY", account.account() + " needs your consent again")
        .text("DESCRIPTION", description(account, end))
        .line("TRANSP", "TRANSPARENT")
        .line("END", "VEVENT");
  }

  private static String description(AccountView account, Instant end) {
    var because = account.lastsBecause();
    var story = Ending.of(because == null ? "" : because).map(why -> ": " + why.story()).orElse("");
    return "The account of %s lasts until %s%s.\nLog in again before, with: cloakroom connect %s"
        .formatted(
            account.label(),
            end.truncatedTo(ChronoUnit.SECONDS),
            story,
            account.account().replace("/", " --as "));
  }
}
