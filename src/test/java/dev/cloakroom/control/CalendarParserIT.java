package dev.cloakroom.control;

import static dev.cloakroom.RealRooms.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The calendar as Debian's python3-icalendar reads it.
class CalendarParserIT {
  private static final String READ =
      """
      import sys, icalendar
      calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
      for event in calendar.walk('VEVENT'):
          print(event['UID'], event.decoded('DTSTART'), event['SUMMARY'], sep='|')
          print(event['DESCRIPTION'])
      print(calendar.is_broken, [e.errors for e in calendar.walk('VEVENT')])
      """;

  @Test
  void isReadAsItWasMeant(@TempDir Path folder) throws Exception {
    try (var rooms = new RealRooms(folder)) {
      var label = "Ana, \\ née; \"Müller\" 🐈 " + "x".repeat(90) + "\nEND:VEVENT";
      rooms.connectWithoutRefreshToken(ANA, label, Duration.ofDays(7));
      var calendar = new Calendar(ControlTest.accounts(rooms), rooms.clock, ZoneOffset.UTC);

      assertThat(read(calendar.text()))
          .startsWith("google/ana@cloakroom|2026-11-28|google/ana needs your consent again\n")
          .contains("The account of " + label + " lasts until 2026-11-28T10:00:00Z")
          .endsWith("\nFalse [[]]\n");
    }
  }

  @Test
  void isReadAtItsAddress(@TempDir Path folder) throws Exception {
    try (var rooms = new RealRooms(folder)) {
      rooms.connectWithoutRefreshToken(ANA, "ana", Duration.ofDays(7));
      try (var site = new CalendarSite(rooms, folder)) {
        var reply = site.get(site.make());

        assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(read(reply.body())).startsWith("google/ana@cloakroom|2026-11-28|");
      }
    }
  }

  private static String read(String calendar) throws IOException, InterruptedException {
    var python =
        new ProcessBuilder("/usr/bin/python3", "-c", READ).redirectErrorStream(true).start();
    try (var in = python.getOutputStream()) {
      in.write(calendar.getBytes(StandardCharsets.UTF_8));
    }
    var said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(said).isZero();
    return said;
  }
}
