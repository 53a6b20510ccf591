package dev.cloakroom.playground;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the demo's skill in each language against a real calendar; needs python3, curl and a JDK.
class SkillIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Playground playground = new Playground();
  private final LoopbackSite site =
      new LoopbackSite(new CalendarApi(playground.provider, playground.clock).routes());
  @TempDir private Path folder;

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void asksForConsentWithoutATokenFile(Skill skill) throws IOException, InterruptedException {
    assertThat(run(skill, site.at("")))
        .isEqualTo(new Ending(0, "AUTH_REQUIRED:local-calendar:calendar\n"));
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void printsTheCalendar(Skill skill) throws IOException, InterruptedException {
    deliver(playground.connect("Ana", "calendar").field("access_token"));

    assertThat(run(skill, site.at("")))
        .isEqualTo(
            new Ending(
                0,
                """
                Ana's calendar
                  2026-03-02 09:30  Plan the day with a cup of tea (Kitchen table)
                  2026-03-02 18:00  Ana sings: choir rehearsal (Old school)
                  2026-03-03 12:30  Lunch with Ben (Café by the river)
                  2026-03-05 16:00  Pick up the mended coat (Cloakroom, Theatre Square)
                  2026-03-07 10:00  Walk to the lighthouse (Harbour)
                """));
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void saysThatTheTokenHasExpired(Skill skill) throws IOException, InterruptedException {
    deliver(playground.connect("Ana", "calendar").field("access_token"));
    playground.clock.advance(Playground.LIFETIME);

    assertThat(run(skill, site.at("")))
        .isEqualTo(new Ending(1, "The calendar refused the token: it is expired or revoked.\n"));
  }

  @ParameterizedTest
  @EnumSource(Skill.class)
  void saysThatTheCalendarCanNotBeReached(Skill skill) throws IOException, InterruptedException {
    deliver("any");

    var ending = run(skill, URI.create("http://127.0.0.1:1"));

    assertThat(ending.status()).isEqualTo(1);
    assertThat(ending.output()).startsWith("The calendar can't be reached");
  }

  private void deliver(String accessToken) throws IOException {
    var file =
        """
        {"access_token": "%s", "refresh_token": null, "expires_at": "2026-03-02T08:01:00Z"}
        """
            .formatted(accessToken);
    Files.writeString(folder.resolve("local-calendar.json"), file);
  }

  private Ending run(Skill skill, URI calendar) throws IOException, InterruptedException {
    var installed = Files.write(folder.resolve(skill.file()), skill.source());
    var process = new ProcessBuilder(skill.command(installed, JAVA)).redirectErrorStream(true);
    process.environment().clear();
    process.environment().put("PATH", "/usr/bin:/bin");
    process.environment().put("LANG", "C.UTF-8");
    process.environment().put("CALENDAR_API", calendar.toString());
    process.environment().put("TOKEN_FILE", folder.resolve("local-calendar.json").toString());
    var started = process.start();
    var output = new String(started.getInputStream().readAllBytes(), UTF_8);
    return new Ending(started.waitFor(), output);
  }

  private record Ending(int status, String output) {}
}
