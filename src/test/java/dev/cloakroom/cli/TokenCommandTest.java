package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Reply;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.TokenHeaders;
import dev.cloakroom.wire.TokenView;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCommandTest extends WithFakeHost {
  private static final String ROUTE = "GET /v1/accounts/{provider}/{name}/token";

  @ParameterizedTest
  @CsvSource({"plain", "header", "kubectl", "kimi-code"})
  void printsTheTokenInTheFormThatTheHostWrites(String form) {
    host.answers(ROUTE, _ -> written("in that form", 7, null));

    assertThat(shell.run("token", "google/ana", "--as", form)).isZero();
    assertThat(shell.out()).isEqualTo("in that form\n");
    assertThat(shell.err()).isEmpty();
    assertThat(asked()).isEqualTo(Map.of("as", form));
  }

  @Test
  void addsNoLineFeedToAFormThatEndsWithOne() {
    host.answers(ROUTE, _ -> written("a\nb\n", 7, null));

    shell.run("token", "google/ana", "--as", "git");

    assertThat(shell.out()).isEqualTo("a\nb\n");
  }

  @Test
  void isPlainByItself() {
    host.answers(ROUTE, _ -> written("at-1", 7, null));

    shell.run("token", "google/ana");

    assertThat(asked()).isEqualTo(Map.of("as", "plain"));
  }

  @Test
  void asksForJsonByTheOptionOfAllCommands() {
    host.answers(ROUTE, _ -> written("{}", 7, "short"));

    assertThat(shell.run("token", "google/ana", "--json")).isZero();
    assertThat(asked()).isEqualTo(Map.of("as", "json"));
    assertThat(shell.err()).isEqualTo("cloakroom: short\n");
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
    host.answers(ROUTE, _ -> written("at-1", 7, null));

    shell.run(("token " + line).split(" ", -1));

    assertThat(shell.out()).isEqualTo("at-1\n");
    assertThat(asked()).isEqualTo(Map.of("as", "header", "min_ttl", "600"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b c/d e/f",
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
    "google/ana, --as=a&b, unknown-form, --help",
    "google/ana, get, bad-choice, --as git",
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

  private Map<String, String> asked() {
    return host.asked("GET", "/v1/accounts/google/ana/token").getFirst().query();
  }

  private static Reply written(String text, long generation, @Nullable String warning) {
    var view = new TokenView(Secret.of("unused"), "Bearer", null, "", generation, warning);
    return new Reply(
        200, TokenHeaders.of(view), new Reply.Body.Whole(text.getBytes(StandardCharsets.UTF_8)));
  }
}
