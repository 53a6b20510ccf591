package dev.cloakroom.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"google/ana", "kimi-code/a.b_c-1", "0/0"})
  void readsWhatItWrites(String text) {
    assertThat(AccountId.parse(text)).hasToString("Optional[" + text + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "google",
        "/",
        "google/",
        "/ana",
        "a/b/c",
        "Google/ana",
        "google/Ana",
        "google/a b",
        "google/..",
        "../ana",
        "google/.ana",
        "google/-ana",
        "google/ana\n",
        "google/an\u00e4",
        "google/a\0"
      })
  void refusesOtherForms(String text) {
    assertThat(AccountId.parse(text)).isEmpty();
  }

  @Test
  void takesNamesOfSixtyFourCharactersAtMost() {
    assertThat(AccountId.isName("a".repeat(64))).isTrue();
    assertThat(AccountId.isName("a".repeat(65))).isFalse();
  }

  @Test
  void cannotBeMadeOfAnythingElse() {
    assertThatThrownBy(() -> new AccountId("google", "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sortsByItsText() {
    assertThat(new AccountId("a", "b")).isLessThan(new AccountId("b", "a"));
  }
}
