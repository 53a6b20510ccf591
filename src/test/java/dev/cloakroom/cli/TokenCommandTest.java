package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest extends WithFakeHost {
  private static final String ROUTE = "GET /v1/accounts/{provider}/{name}/token";
  private static final String TOKEN =
      """
      {"access_token":"at-1","token_type":"Bearer","expires_at":"2026-03-01T13:00:00Z",\
      "scope":"a b","generation":7}\
      """;

  @ParameterizedTest
  @CsvSource({"plain, at-1", "header, Authorization: Bearer at-1"})
  void printsTheTokenInItsForm(String form, String printed) {
    host.answers(ROUTE, TOKEN);

    assertThat(shell.run("token", "google/ana", "--as", form)).isZero();
    assertThat(shell.out()).isEqualTo(printed + "\n");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void isPlainByItself() {
    host.answers(ROUTE, TOKEN);

    shell.run("token", "google/ana");

    assertThat(shell.out()).isEqualTo("at-1\n");
  }

  @ParameterizedTest
  @CsvSource({"--as=json", "--json"})
  void printsExactlyFiveFieldsAsJson(String option) {
    host.answers(ROUTE, TOKEN.replace("}", ",\"warning\":\"short\"}"));

    assertThat(shell.run("token", "google/ana", option)).isZero();
    assertThat(shell.out()).isEqualTo(TOKEN + "\n");
    assertThat(shell.err()).isEqualTo("cloakroom: short\n");
  }

  @Test
  void saysWithNullThatATokenDoesNotEnd() {
    host.answers(ROUTE, TOKEN.replace("\"expires_at\":\"2026-03-01T13:00:00Z\",", ""));

    shell.run("token", "github/bot", "--as", "json");

    assertThat(shell.out()).contains("\"expires_at\":null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google/ana --min-ttl 10m --as header",
        "--as header --min-ttl 600 google/ana",
        "--min-ttl=10m --as=header google/ana",
        "--as header --min-ttl 10m -- google/ana",
      })
  void readsItsArgumentsAlikeInAnyForm(String line) {
    host.answers(ROUTE, TOKEN);

    shell.run(("token " + line).split(" ", -1));

    assertThat(shell.out()).isEqualTo("Authorization: Bearer at-1\n");
    var asked = host.asked("GET", "/v1/accounts/google/ana/token").getFirst();
    assertThat(asked.query()).containsEntry("min_ttl", "600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b c/d",
        "a/b --as",
        "a/b --as plain --as json",
        "a/b --min-ttl --json",
        "-x"
      })
  void leavesMistakesToPicocli(String line) {
    assertThat(shell.run(("token " + line).strip().split(" ", -1))).isEqualTo(2);
    assertThat(host.asked("GET", "/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "google/ana, --as=docker, unknown-form, 'plain, json and header'",
    "google/ana, --min-ttl=soon, bad-duration, 10m",
    "google, --as=plain, bad-account, PROVIDER/NAME",
    "../x/y, --as=plain, bad-account, PROVIDER/NAME",
  })
  void refusesWhatItDoesNotKnow(String account, String option, String code, String cure) {
    assertThat(shell.run("token", account, option)).isEqualTo(2);
    assertThat(shell.err()).contains(cure, "[" + code + "]");
    assertThat(host.asked("GET", "/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"EXPIRED, 3", "PERSON_NEEDED, 4", "NOT_FOUND, 1", "REFUSED, 6"})
  void endsAsTheHostSays(Kind kind, int exit) {
    host.fails(ROUTE, new Problem(kind, "some-code", "it went wrong"));

    assertThat(shell.run("token", "google/ana")).isEqualTo(exit);
    assertThat(shell.err()).isEqualTo("cloakroom: it went wrong [some-code]\n");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void saysThatTheAnswerIsStrange() {
    host.answers(ROUTE, "{\"access_token\":");

    assertThat(shell.run("token", "google/ana")).isEqualTo(1);
    assertThat(shell.err()).contains("[strange-answer]");
  }
}
