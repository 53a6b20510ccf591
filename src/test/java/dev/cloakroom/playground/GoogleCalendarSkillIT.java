package dev.cloakroom.playground;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the skill of NanoClaw's OAuth document, with Debian's python3-google-auth, in a bubblewrap
/// sandbox that shows it `/workspace/tokens`.
class GoogleCalendarSkillIT {
  private static final String AUTH_REQUIRED =
      "AUTH_REQUIRED:google-calendar:calendar,calendar.events\n";

  private final Playground playground = new Playground();
  private final LoopbackSite site =
      new LoopbackSite(new CalendarApi(playground.provider, Clock.systemUTC()).routes());
  @TempDir private Path workspace;

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void asksForConsentWithoutATokenFile() throws Exception {
    assertThat(run("list-events")).isEqualTo(new Ending(0, AUTH_REQUIRED));
  }

  @Test
  void listsEventsWithAToken() throws Exception {
    deliver(playground.connect("Ana", "calendar").field("access_token"), Duration.ofHours(1));

    var ending = run("list-events");

    assertThat(ending.output()).startsWith("Ana's calendar\n").contains("Lunch with Ben");
    assertThat(ending.status()).isZero();
  }

  @Test
  void listsCalendarsWithAToken() throws Exception {
    deliver(playground.connect("Ana", "calendar").field("access_token"), Duration.ofHours(1));

    assertThat(run("list-calendars").output())
        .isEqualTo(
            """
            ana@playground.example  Ana's calendar
            neighbourhood@playground.example  Neighbourhood
            """);
  }

  @Test
  void asksForConsentWithATokenThatIsAboutToExpire() throws Exception {
    deliver(playground.connect("Ana", "calendar").field("access_token"), Duration.ofMinutes(4));

    assertThat(run("list-events")).isEqualTo(new Ending(0, AUTH_REQUIRED));
  }

  @Test
  void asksForConsentWithATokenThatIsRevoked() throws Exception {
    deliver("revoked", Duration.ofHours(1));

    assertThat(run("list-events")).isEqualTo(new Ending(0, AUTH_REQUIRED));
  }

  private void deliver(String accessToken, Duration lifetime) throws IOException {
    var file =
        """
        {"access_token": "%s", "refresh_token": null, "expires_at": "%s"}
        """
            .formatted(accessToken, Instant.now(Clock.systemUTC()).plus(lifetime));
    var tokens = Files.createDirectory(workspace.resolve("tokens"));
    Files.writeString(tokens.resolve("google-calendar.json"), file);
  }

  private Ending run(String command) throws IOException, InterruptedException, URISyntaxException {
    var skill = Objects.requireNonNull(getClass().getResource("/skills/google-calendar.py"));
    var sandbox =
        List.of(
            "bwrap --unshare-user --die-with-parent --ro-bind /usr /usr --symlink usr/lib /lib",
            "--symlink usr/lib64 /lib64 --symlink usr/bin /bin --proc /proc --dev /dev",
            "--bind "
                + workspace
                + " /workspace --ro-bind "
                + Path.of(skill.toURI())
                + " /skill.py",
            "/usr/bin/python3 /skill.py " + command);
    var process = new ProcessBuilder(String.join(" ", sandbox).split(" ", -1));
    process.environment().put("CALENDAR_API_BASE", site.at("").toString());
    var started = process.redirectErrorStream(true).start();
    var output = new String(started.getInputStream().readAllBytes(), UTF_8);
    return new Ending(started.waitFor(), output);
  }

  private record Ending(int status, String output) {}
}
