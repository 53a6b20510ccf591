package dev.cloakroom.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CalendarLinesTest {
  private final CalendarLines lines = new CalendarLines();

  @Test
  void foldsLinesThatAreLongerThanSeventyFiveOctets() {
    lines.line("A", "b".repeat(73)).line("A", "b".repeat(74));

    assertThat(lines)
        .hasToString("A:%s\r\nA:%s\r\n b\r\n".formatted("b".repeat(73), "b".repeat(73)));
  }

  @Test
  void neverFoldsInsideACharacter() {
    lines.text("A", "é".repeat(100) + "€".repeat(100) + "🐈".repeat(100));

    assertThat(lines.toString().lines())
        .allSatisfy(
            line -> assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(2, 75));
    assertThat(lines.toString().replace("\r\n ", ""))
        .isEqualTo("A:" + "é".repeat(100) + "€".repeat(100) + "🐈".repeat(100) + "\r\n");
  }

  @Test
  void escapesWhatStrangersWrote() {
    lines.text("A", "a\\b;c,d\ne\r\nEND:VCALENDAR\u0007\u0085");

    assertThat(lines).hasToString("A:a\\\\b\\;c\\,d\\ne\\nEND:VCALENDAR  \r\n");
  }
}
