package dev.cloakroom.dialect;

import static dev.cloakroom.dialect.Sample.DIALECTS;
import static dev.cloakroom.dialect.Sample.NOW;
import static dev.cloakroom.dialect.Sample.facts;
import static dev.cloakroom.dialect.Sample.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DialectsTest {
  record Case(Dialect dialect, Mode mode) {
    @Override
    public String toString() {
      return dialect.name() + " " + mode.word();
    }

    boolean hasFile() {
      return dialect.outfit(mode, tokens("phantom"), facts()).place() != null
          || mode == Mode.TOKEN_ENDPOINT;
    }
  }

  static Stream<Case> cases() {
    return DIALECTS.all().stream()
        .flatMap(dialect -> dialect.modes().stream().map(mode -> new Case(dialect, mode)));
  }

  static Stream<Case> files() {
    return cases().filter(Case::hasFile);
  }

  @Test
  void knowsShortNames() {
    assertThat(DIALECTS.dialect("kimi").name()).isEqualTo("kimi-code");
    assertThat(DIALECTS.dialect("google").name()).isEqualTo("google-external");
  }

  @Test
  void saysWhereToFindTheNames() {
    assertThatThrownBy(() -> DIALECTS.dialect("pascal\u001b"))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "There is no dialect pascal?: `cloakroom dialects` lists those that there are.");
  }

  @Test
  void readsEachFileOnce() {
    assertThat(DIALECTS.dialect("rclone")).isSameAs(DIALECTS.dialect("rclone"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outfitsARunWithoutASecretInItsEnvironment(Case one) {
    var outfit = one.dialect.outfit(one.mode, tokens("phantom"), facts());

    if (outfit.place() != null) {
      assertThat(outfit.place().file()).isNotEmpty().doesNotContain("$", "/");
    }
    assertThat(outfit.environment().values()).noneMatch(value -> value.contains("$"));
    assertThat(outfit.environment().values())
        .noneMatch(value -> value.contains("a.1") || value.contains("phantom"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsTheTokensThatItWrites(Case one) {
    boolean refreshes = one.mode == Mode.TOKEN_ENDPOINT || one.mode == Mode.ADOPTED_FILE;
    var content = one.dialect.write(one.mode, tokens(refreshes ? "r-1" : null), facts());

    var reading = one.dialect.read(content, NOW);

    assertThat(reading).isInstanceOf(Reading.Tokens.class);
    var read = ((Reading.Tokens) reading).tokens();
    assertThat(read.access()).isIn(Secret.of("a.1"), Secret.of(""));
    assertThat(read.refresh()).isEqualTo(refreshes ? Secret.of("r-1") : null);
  }

  @ParameterizedTest
  @MethodSource("files")
  void rewritesItsOwnFileToTheSame(Case one) {
    var content = one.dialect.write(one.mode, tokens("r-1"), facts());

    var again = one.dialect.rewrite(content, one.mode, tokens("r-1"), facts());

    assertThat(text(again)).isEqualTo(text(content));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatItIs(Case one) {
    assertThat(one.dialect.tool()).isNotEmpty();
    assertThat(one.dialect.threshold(Duration.ofHours(1))).isLessThan(Duration.ofHours(1));
    assertThat(one.dialect.modes()).isSorted();
  }

  @Test
  void refusesAModeThatTheToolDoesNotTake() {
    var dialect = DIALECTS.dialect("google");

    assertThatThrownBy(() -> dialect.outfit(Mode.METADATA, tokens(null), facts()))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("mode-not-taken"))
        .hasMessageEndingWith("can't be delivered by metadata: choose token-endpoint.");
  }

  private static String text(Secret content) {
    return content.useText(text -> text);
  }
}
