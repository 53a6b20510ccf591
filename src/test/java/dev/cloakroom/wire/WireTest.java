package dev.cloakroom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import org.junit.jupiter.api.Test;

class WireTest {
  @Test
  void writesATokenFileWithItsRefreshTokenNull() {
    var file = new TokenFile(Secret.of("access-1"), null, "2026-01-01T00:00:00.000Z");

    var json = Wire.jsonWithNulls(file);

    assertThat(json)
        .isEqualTo(
            """
            {"access_token":"access-1","refresh_token":null,"expires_at":"2026-01-01T00:00:00.000Z"}\
            """);
  }

  @Test
  void readsATokenFileWithoutRefreshToken() {
    var json = "{\"access_token\":\"access-1\",\"refresh_token\":null}";

    var file = Wire.read(TokenFile.class, json);

    assertThat(file).isEqualTo(new TokenFile(Secret.of("access-1"), null, null));
  }
}
