package dev.cloakroom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import org.junit.jupiter.api.Test;

class TokenFileTest {
  @Test
  void writesTheFieldsThatItHasNotAsNull() {
    var file = new TokenFile(Secret.of("abc"), null, null);

    assertThat(Wire.jsonWithNulls(file))
        .isEqualTo("{\"access_token\":\"abc\",\"refresh_token\":null,\"expires_at\":null}");
  }
}
