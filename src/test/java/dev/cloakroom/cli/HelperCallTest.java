package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `cloakroom token ACCOUNT --as git VERB` and `--as docker VERB`.
class HelperCallTest extends WithFakeHost {
  private static final String ROUTE = "GET /v1/accounts/{provider}/{name}/token";
  private static final String TOKEN =
      """
      {"access_token":"at-1","token_type":"Bearer","expires_at":"2026-03-01T13:00:00Z",\
      "scope":"a b","generation":7}\
      """;

  @Test
  void givesGitATokenForItsServer() {
    host.answers(ROUTE, _ -> text("username=x\npassword=y\n\n"));
    shell.typing("protocol=https\nhost=github.com\nwwwauth[]=Basic realm=x\n\nhost=later\n");

    assertThat(call("git", "get")).isZero();
    assertThat(shell.out()).isEqualTo("username=x\npassword=y\n\n");
    assertThat(queries()).containsExactly(Map.of("as", "git", "host", "https://github.com"));
  }

  @Test
  void givesGitATokenWhenItNamesNoServer() {
    host.answers(ROUTE, _ -> text("username=x\n"));
    shell.typing("capability[]=authtype");

    assertThat(call("git", "get")).isZero();
    assertThat(queries()).containsExactly(Map.of("as", "git"));
  }

  @Test
  void saysNothingToGitAboutOtherServers() {
    host.fails(ROUTE, new Problem(Kind.NOT_FOUND, "other-server", "not for that one"));

    for (var asked : List.of("host=evil.example\n\n", "host=evil example&as=plain\n\n")) {
      shell.typing(asked);
      assertThat(call("git", "get")).isZero();
    }

    assertThat(shell.out() + shell.err()).isEmpty();
    assertThat(queries()).containsExactly(Map.of("as", "git", "host", "evil.example"));
  }

  @Test
  void takesWhatGitErasesForRefused() {
    host.answers(ROUTE, TOKEN);
    shell.typing("protocol=https\nhost=github.com\nusername=x\npassword=at-1\n\n");

    assertThat(call("git", "erase")).isZero();
    assertThat(shell.out()).isEmpty();
    assertThat(queries()).containsExactly(Map.of(), Map.of("refused", "7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"password=at-0\n\n", "password=\n\n", "host=github.com\n\n", ""})
  void takesNoOtherTokenForRefused(String said) {
    host.answers(ROUTE, TOKEN);
    shell.typing(said);

    assertThat(call("git", "erase")).isZero();
    assertThat(queries()).doesNotContain(Map.of("refused", "7"));
  }

  @ParameterizedTest
  @CsvSource({"git, store", "git, later-verb", "docker, store", "docker, erase"})
  void storesNothing(String form, String verb) {
    shell.typing("protocol=https\nhost=github.com\nusername=x\npassword=y\n\n");

    assertThat(call(form, verb)).isZero();
    assertThat(shell.out() + shell.err()).isEmpty();
    assertThat(queries()).isEmpty();
  }

  @Test
  void givesDockerATokenForItsServer() {
    host.answers(ROUTE, _ -> text("{}"));
    shell.typing("https://ghcr.io");

    assertThat(call("docker", "get")).isZero();
    assertThat(shell.out()).isEqualTo("{}\n");
    assertThat(queries()).containsExactly(Map.of("as", "docker", "host", "https://ghcr.io"));
  }

  @Test
  void tellsDockerThatThereIsNoneInItsOwnWords() {
    host.fails(ROUTE, new Problem(Kind.NOT_FOUND, "other-server", "not for that one"));
    shell.typing("quay.io\n");

    assertThat(call("docker", "get")).isEqualTo(1);
    assertThat(shell.out()).isEqualTo("credentials not found in native keychain\n");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void tellsDockerOfProblemsWhereItLooks() {
    host.fails(ROUTE, new Problem(Kind.PERSON_NEEDED, "needs-consent", "connect it again"));
    shell.typing("ghcr.io\n");

    assertThat(call("docker", "get")).isEqualTo(4);
    assertThat(shell.out()).isEqualTo("connect it again\n");
    assertThat(shell.err()).contains("[needs-consent]");
  }

  @Test
  void listsNothingForDocker() {
    assertThat(call("docker", "list")).isZero();
    assertThat(shell.out()).isEqualTo("{}\n");
  }

  private int call(String form, String verb) {
    return shell.run("token", "github/ana", "--as", form, verb);
  }

  private static Reply text(String text) {
    return Reply.text(200, "text/plain", text);
  }

  private List<Map<String, String>> queries() {
    return host.asked("GET", "/v1/accounts/github/ana/token").stream().map(Request::query).toList();
  }
}
