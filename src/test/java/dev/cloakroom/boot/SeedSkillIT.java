package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A NanoClaw skill, unchanged, in runs of a real host: it has no token, asks, gets one, and keeps
/// a fresh one for as long as it may.
class SeedSkillIT {
  private static final Path SKILL = Path.of("src/test/resources/skills/google-calendar.py");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static final String ASKED_THEN =
      GoogleHome.ASK.strip() + " >/dev/null\nfile=" + GoogleHome.TOKEN_FILE + "\n";

  @TempDir private Path folder;

  @Test
  void isAskedForConsentedRunAgainAndAnswers() throws Exception {
    try (var home = new GoogleHome(folder, LONG);
        var _ = home.open()) {
      Files.copy(SKILL, home.work().resolve("skill.py"));

      var run =
          home.start(
              "family",
              "CALENDAR_API_BASE=" + home.calendar() + " /usr/bin/python3 skill.py list-events");

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out())
          .startsWith("AUTH_REQUIRED:google-calendar:calendar,calendar.events\nAna's calendar\n")
          .contains("Lunch with Ben");
      assertThat(run.err()).contains("family asks for google-calendar", "runs again");
    }
  }

  @Test
  void findsItsTokenInTheFormOfNanoClaw() {
    try (var home = new GoogleHome(folder, LONG);
        var _ = home.open()) {
      home.start("family", ASKED_THEN + "true").exit();

      var run = home.start("family", "cat " + GoogleHome.TOKEN_FILE);

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out())
          .matches(
              "\\{\"access_token\":\"access-[\\w-]{43}\",\"refresh_token\":null,"
                  + "\"expires_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"}\n");
    }
  }

  @Test
  void seesNewGenerationsWhileItGoesOnAndNothingStaysBehind() {
    try (var home = new GoogleHome(folder, SHORT);
        var _ = home.open()) {
      var run =
          home.start(
              "family",
              ASKED_THEN
                  + """
                  for time in 1 2; do
                    seen=$(cat $file)
                    while [ "$(cat $file)" = "$seen" ]; do sleep 0.02; done
                    echo changed
                  done
                  """);

      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out()).isEqualTo("changed\nchanged\n");
      assertThat(home.runFolders()).isEmpty();
    }
  }

  @Test
  void asksForConsentAndATokenOverItsSocket() {
    try (var home = new GoogleHome(folder, LONG);
        var _ = home.open()) {
      var run =
          home.start(
              GoogleHome.ASK
                  + "echo; cat "
                  + GoogleHome.TOKEN_FILE
                  + "\napi /v1/tokens/google-calendar");

      assertThat(run.exit()).as(run.toString()).isZero();
      var said = run.out().lines().toList();
      assertThat(said).hasSize(3);
      assertThat(said.get(0)).contains("\"state\":\"allowed\"");
      assertThat(accessToken(said.get(1)))
          .isEqualTo(accessToken(said.get(2)))
          .startsWith("access-");
    }
  }

  @Test
  void losesItsTokenWhenTheGrantEnds() {
    losesItsTokenAt("ungrant", "family", "google/ana");
  }

  @Test
  void losesItsTokenWhenTheAccountIsDisconnected() {
    losesItsTokenAt("disconnect", "google/ana", "--yes");
  }

  private void losesItsTokenAt(String... command) {
    try (var home = new GoogleHome(folder, LONG);
        var _ = home.open()) {
      var run =
          home.start(
              "family",
              ASKED_THEN
                  + """
                  echo ready
                  while [ -e $file ]; do sleep 0.02; done
                  ! api /v1/tokens/google-calendar
                  """);
      run.awaitOut("ready\n");

      var taken = home.prompt().run(command);

      assertThat(taken.exit()).as(taken.toString()).isZero();
      assertThat(run.exit()).as(run.toString()).isZero();
      assertThat(run.out()).contains("not-granted").doesNotContain("access-");
    }
  }

  private static String accessToken(String json) {
    return json.replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
  }
}
