package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserMapTest {
  private static final UserMap SEVERAL =
      UserMap.parse("0 1001 1\n1 100000 10\n11 500000 65526\n70000 4294967200 90\n");

  @Test
  void goesFromRangeToRange() {
    assertThat(SEVERAL.outside(0)).hasValue(1001);
    assertThat(SEVERAL.outside(1)).hasValue(100_000);
    assertThat(SEVERAL.outside(10)).hasValue(100_009);
    assertThat(SEVERAL.outside(11)).hasValue(500_000);
    assertThat(SEVERAL.outside(65_536)).hasValue(565_525);
  }

  @Test
  void hasNobodyOutsideOfItsRanges() {
    assertThat(SEVERAL.outside(65_537)).isEmpty();
    assertThat(SEVERAL.outside(-1)).isEmpty();
    assertThat(SEVERAL.outside(70_000)).as("beyond what a number holds").isEmpty();
    assertThat(UserMap.parse("").outside(0)).isEmpty();
  }

  @Test
  void readsTheWholeRangeOfTheKernel() {
    var whole = UserMap.parse("         0          0 4294967295\n");

    assertThat(whole.outside(999)).isEqualTo(OptionalInt.of(999));
    assertThat(UserMap.IDENTITY.outside(999)).hasValue(999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 1", "a b c", "0 1 2 3", "\n", "0 -1 5", "99999999999 0 1"})
  void refusesWhatIsNoMap(String text) {
    assertThatThrownBy(() -> UserMap.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
