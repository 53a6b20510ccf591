package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantCommandsTest extends WithFakeHost {
  private static final String GRANT =
      "{\"workload\":\"family\",\"account\":\"google/ana\",\"scopes\":[\"calendar\"]}";

  @Test
  void grants() {
    host.answers("POST /v1/grants", GRANT);

    assertThat(shell.run("grant", "family", "google/ana", "--scopes", "calendar")).isZero();
    assertThat(host.body("POST", "/v1/grants")).isEqualTo(GRANT);
    assertThat(shell.out()).isEqualTo("family may use google/ana, at most calendar.\n");
  }

  @Test
  void passesOnModeAndName() {
    host.answers("POST /v1/grants", GRANT);

    shell.run("grant", "ci", "google/ana", "--mode", "access-file", "--name", "calendar");

    assertThat(host.body("POST", "/v1/grants"))
        .contains("\"name\":\"calendar\"", "\"mode\":\"access-file\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[" + GRANT + "]|family may no longer use google/ana.",
        "[]|family had no grant for google/ana; nothing was changed.",
      })
  void takesAGrantBack(String ended, String words) {
    host.answers("DELETE /v1/grants/{workload}/{provider}/{name}", ended);

    assertThat(shell.run("ungrant", "family", "google/ana")).isZero();
    assertThat(shell.out()).isEqualTo(words + "\n");
    assertThat(host.asked("DELETE", "/v1/grants/family/google/ana")).hasSize(1);
  }

  @Test
  void sendsNoWorkloadThatIsAPath() {
    assertThat(shell.run("ungrant", "../accounts", "google/ana")).isEqualTo(2);
    assertThat(shell.err()).contains("[bad-name]");
    assertThat(host.asked("DELETE", "/")).isEmpty();
  }

  @Test
  void listsGrants() {
    host.answers("GET /v1/grants", "[" + GRANT + "]");

    assertThat(shell.run("grants")).isZero();
    assertThat(shell.out())
        .isEqualTo(
            """
            WORKLOAD  ACCOUNT     NAME  MODE  FOR  AT MOST
            family    google/ana  -     -     -    calendar
            """);
  }

  @Test
  void hintsWhenThereIsNoGrant() {
    host.answers("GET /v1/grants", "[]");

    shell.run("grants");

    assertThat(shell.out()).contains("cloakroom grant WORKLOAD ACCOUNT");
  }
}
