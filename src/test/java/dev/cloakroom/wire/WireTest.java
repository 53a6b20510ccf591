package dev.cloakroom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00.5Z");

  @Test
  void writesNamesInSnakeCaseAndTimesByRfc3339() {
    var view = new TokenView(Secret.of("t"), "Bearer", TIME, "a b", 3, null);

    assertThat(Wire.json(view))
        .isEqualTo(
            """
            {"access_token":"t","token_type":"Bearer","expires_at":"2026-11-21T10:00:00.500Z",\
            "scope":"a b","generation":3}\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "qu\"ote\\",
        "\u00fcml\u00e4ut \u65e5\u672c",
        "\n\t\0",
        "\ud83d\ude00",
        "</script>"
      })
  void carriesSecretsWhole(String text) {
    var view = new TokenView(Secret.of(text), "Bearer", null, "", 1, null);

    assertThat(Wire.read(TokenView.class, Wire.json(view))).isEqualTo(view);
  }

  @Test
  void carriesListsOfRecords() {
    var links = List.of(new LinkView("a"), new LinkView("b"));

    assertThat(Wire.readList(LinkView.class, Wire.json(LinkView.class, links))).isEqualTo(links);
  }

  @Test
  void passesUnknownFieldsOver() {
    assertThat(Wire.read(LinkView.class, "{\"new\":{\"x\":[1,null]},\"link\":\"a\"}"))
        .isEqualTo(new LinkView("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "hidden",
        "[]",
        "\"hidden\"",
        "{\"provider\":\"hidden\"",
        "{\"provider\":[\"hidden\"],\"scopes\":[]}",
        "{\"provider\":null,\"scopes\":[\"hidden\"]}",
        "{\"provider\":\"hidden\"}",
        "{\"provider\":\"hidden\",\"scopes\":\"hidden\"}",
        "{\"provider\":\"hidden\",\"scopes\":[null]}"
      })
  void refusesWhatIsNotTheRecordWithoutRepeatingIt(String json) {
    assertThatThrownBy(() -> Wire.read(ConnectRequest.class, json))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("bad-json");
              assertThat(problem.kind()).isEqualTo(Kind.USAGE);
              assertThat(problem.getMessage()).doesNotContain("hidden");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"command\":[\"x\"],\"workdir\":\"/\",\"grants\":[]}"})
  void refusesARunThatLacksSomething(String json) {
    assertThatThrownBy(() -> Wire.read(RunRequest.class, json))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[null]", "[{"})
  void refusesWhatIsNoListOfRecords(String json) {
    assertThatThrownBy(() -> Wire.readList(LinkView.class, json))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("bad-json"));
  }
}
