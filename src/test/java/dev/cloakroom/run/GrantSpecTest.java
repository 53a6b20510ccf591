package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.dialect.Mode;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.MayAsk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantSpecTest {
  @Test
  void readsAnAccount() {
    assertThat(GrantSpec.parse("google/ana"))
        .isEqualTo(new GrantSpec("google/ana", Scopes.NONE, null, "google"));
  }

  @Test
  void readsAnAlias() {
    assertThat(GrantSpec.parse("google-calendar"))
        .isEqualTo(new GrantSpec("google-calendar", Scopes.NONE, null, "google-calendar"));
  }

  @Test
  void readsScopesModeAndName() {
    assertThat(GrantSpec.parse("google/ana:calendar,tasks=access-file@work"))
        .isEqualTo(
            new GrantSpec(
                "google/ana", Scopes.of("calendar", "tasks"), Form.of(Mode.ACCESS_FILE), "work"));
  }

  @Test
  void readsScopesThatAreAddresses() {
    var spec = GrantSpec.parse("google/ana:https://www.googleapis.com/auth/calendar");

    assertThat(spec.scopes()).isEqualTo(Scopes.of("https://www.googleapis.com/auth/calendar"));
  }

  @Test
  void aPermissionSaysWhatWasSaidAndLeavesTheRestToTheSettings() {
    var endpoint = Form.of(Mode.TOKEN_ENDPOINT);
    var settings = List.of(new MayAsk("google", Scopes.of("calendar"), endpoint));

    assertThat(GrantSpec.parse("google:tasks=access-file").permission(settings))
        .isEqualTo(new MayAsk("google", Scopes.of("tasks"), Form.of(Mode.ACCESS_FILE)));
    assertThat(GrantSpec.parse("google").permission(settings)).isEqualTo(settings.getFirst());
    assertThat(GrantSpec.parse("google:tasks").permission(List.of()))
        .isEqualTo(new MayAsk("google", Scopes.of("tasks")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "google/",
        "/ana",
        "google/ana/x",
        "Google",
        ":calendar",
        "google@",
        "google@a/b",
        "google@../x",
        "google@a@b",
        "google/ana\n",
        "\u001b[2J"
      })
  void refusesWhatIsNoGrant(String text) {
    assertThatThrownBy(() -> GrantSpec.parse(text))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-grant"))
        .hasMessageNotContainingAny("\n", "\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"google=gateway", "google=", "google=\u001b[2J"})
  void refusesAnUnknownMode(String text) {
    assertThatThrownBy(() -> GrantSpec.parse(text))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("unknown-mode"))
        .hasMessageContaining("access-file")
        .hasMessageNotContaining("\u001b");
  }
}
