package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsCommandTest extends WithFakeHost {
  private static final String ASKED =
      "{\"id\":7,\"type\":\"auth_required\",\"at\":\"2026-11-21T10:00:00Z\",\"workload\":\"family\","
          + "\"consent\":\"c1\",\"provider\":\"google\",\"message\":\"family needs you\"}";

  @BeforeEach
  void answer() {
    host.streams(
        "GET /v1/events",
        lines -> {
          lines.line(": hello\n");
          lines.line("event: gap\ndata: {\"before\":7}\n");
          lines.line("id: 7\nevent: auth_required\ndata: " + ASKED + "\n");
          lines.line("event: end\ndata: {}\n");
        });
  }

  @Test
  void tellsEachEventOnALine() {
    assertThat(shell.run("events")).isEqualTo(5);
    assertThat(shell.out())
        .isEqualTo("2026-11-21T10:00:00Z  auth_required  family  c1  family needs you\n");
    assertThat(shell.err()).contains("the host stopped").doesNotContain("are gone");
  }

  @Test
  void passesJsonOn() {
    shell.run("events", "--json");

    assertThat(shell.out()).startsWith(ASKED + "\n");
  }

  @Test
  void saysThatEventsWereMissed() {
    shell.run("events", "--after", "3");

    assertThat(shell.err()).contains("events before these are gone");
    assertThat(host.asked("GET", "/v1/events").getFirst().query("after")).contains("3");
  }

  @Test
  void obeysNoControlCharacters() {
    host.streams(
        "GET /v1/events",
        lines -> lines.line("event: alarm\ndata: " + ASKED.replace("needs you", "\\u001b[2J")));
    shell.run("events");

    shell.run("events");

    assertThat(shell.out()).doesNotContain("\u001b");
  }
}
