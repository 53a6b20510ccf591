package dev.cloakroom.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a b", "a,b", " a , b ", "a\tb\na", ",a,,b,"})
  void readsSpacesAndCommas(String text) {
    assertThat(Scopes.parse(text)).isEqualTo(Scopes.of("a", "b")).hasToString("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , "})
  void readsNothingAsNone(String text) {
    assertThat(Scopes.parse(text)).isEqualTo(Scopes.NONE);
    assertThat(Scopes.parse(text).isEmpty()).isTrue();
  }

  @Test
  void keepsTheOrderButDoesNotCompareIt() {
    assertThat(Scopes.of("b", "a")).hasToString("b a").isEqualTo(Scopes.of("a", "b"));
  }

  @Test
  void addsTakesAwayAndCovers() {
    var both = Scopes.of("a").plus(Scopes.of("b"));

    assertThat(both).isEqualTo(Scopes.of("a", "b"));
    assertThat(both.minus(Scopes.of("a", "c"))).isEqualTo(Scopes.of("b"));
    assertThat(both.covers(Scopes.of("b"))).isTrue();
    assertThat(both.covers(Scopes.NONE)).isTrue();
    assertThat(Scopes.of("a").covers(both)).isFalse();
  }

  @Test
  void doesNotChangeWithTheSetItWasMadeOf() {
    var names = new LinkedHashSet<>(List.of("a"));
    var scopes = new Scopes(names);

    names.add("b");

    assertThat(scopes).isEqualTo(Scopes.of("a"));
  }
}
