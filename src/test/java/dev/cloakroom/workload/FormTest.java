package dev.cloakroom.workload;

import static org.assertj.core.api.Assertions.assertThat;

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
  void readsTheModeAloneThatOldBackupsHave() {
    assertThat(Form.ofLine("ACCESS_FILE")).isEqualTo(Form.of(Mode.ACCESS_FILE));
  }
}
