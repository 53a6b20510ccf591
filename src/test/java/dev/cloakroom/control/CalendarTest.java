package dev.cloakroom.control;

import static dev.cloakroom.RealRooms.ANA;
import static dev.cloakroom.RealRooms.BEA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.RealRooms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarTest {
  @TempDir Path folder;
  private RealRooms rooms;

  @BeforeEach
  void open() {
    rooms = new RealRooms(folder);
  }

  @AfterEach
  void close() {
    rooms.close();
  }

  @Test
  void hasADayForEachAccountThatEnds() {
    rooms.connect(BEA);
    rooms.connectWithoutRefreshToken(ANA, "ana", Duration.ofDays(7));

    assertThat(calendar(ZoneOffset.UTC))
        .isEqualTo(
            """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Cloakroom//Cloakroom//EN
            X-WR-CALNAME:Cloakroom
            BEGIN:VEVENT
            UID:google/ana@cloakroom
            DTSTAMP:20261121T100000Z
            DTSTART;VALUE=DATE:20261128
            SUMMARY:google/ana needs your consent again
            DESCRIPTION:The account of ana lasts until 2026-11-28T10:00:00Z: the provid
             er gave no refresh token\\, and its access token ends then.\\nLog in again b
             efore\\, with: cloakroom connect google --as ana
            TRANSP:TRANSPARENT
            END:VEVENT
            END:VCALENDAR
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void takesTheDayWhereItsReadersLive() {
    rooms.connectWithoutRefreshToken(ANA, "ana", Duration.ofDays(7));

    assertThat(calendar(ZoneId.of("Pacific/Auckland"))).contains("VALUE=DATE:20261128\r\n");
    assertThat(calendar(ZoneOffset.ofHours(-12))).contains("VALUE=DATE:20261127\r\n");
  }

  @Test
  void isEmptyWhereNothingEnds() {
    rooms.connect(ANA);

    assertThat(calendar(ZoneOffset.UTC)).doesNotContain("VEVENT").endsWith("END:VCALENDAR\r\n");
  }

  @Test
  void holdsNoToken() {
    rooms.connectWithoutRefreshToken(ANA, "ana", Duration.ofDays(7));

    assertThat(calendar(ZoneOffset.UTC)).doesNotContain("secret-a");
  }

  private String calendar(ZoneId zone) {
    return new Calendar(ControlTest.accounts(rooms), rooms.clock, zone).text();
  }
}
