package dev.cloakroom.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModeTest {
  @Test
  void readsTheWordsThatItWrites() {
    assertThat(Mode.values()).allMatch(mode -> Mode.of(mode.word()) == mode);
    assertThat(Mode.ACCESS_FILE.word()).isEqualTo("access-file");
  }

  @Test
  void namesTheModesThatThereAre() {
    assertThatThrownBy(() -> Mode.of("by\u001b[2Jpost"))
        .hasMessage(
            "There is no delivery mode by?[2Jpost; there is: token-endpoint, metadata, helper, access-file, adopted-file.");
  }
}
