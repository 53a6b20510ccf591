package dev.cloakroom.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.dialect.Mode;
import org.junit.jupiter.api.Test;

class FormTest {
  @Test
  void readsTheLinesThatItWrites() {
    var standing = new Form(Mode.ACCESS_FILE, "kimi-cli", "/home/ana/with a space.json");
    var forRuns = new Form(Mode.TOKEN_ENDPOINT, "codex", null);

    assertThat(Form.ofLine(standing.line())).isEqualTo(standing);
    assertThat(Form.ofLine(forRuns.line())).isEqualTo(forRuns);
  }

  @Test
  void isForAToolWhereTheModeNeedsOne() {
    assertThatThrownBy(() -> Form.of(Mode.ADOPTED_FILE)).hasMessageContaining("--for");
    assertThat(Form.of(Mode.TOKEN_ENDPOINT).dialect()).isEqualTo("oauth-client");
  }

  @Test
  void readsTheModeAloneThatOldBackupsHave() {
    assertThat(Form.ofLine("ACCESS_FILE")).isEqualTo(Form.of(Mode.ACCESS_FILE));
  }
}
