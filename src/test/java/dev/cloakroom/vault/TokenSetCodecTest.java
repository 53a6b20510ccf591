package dev.cloakroom.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenSetCodecTest {
  private static final Generation SECOND = new Generation(2);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TokenSet TOKENS =
      new TokenSet(
          SECOND,
          Secret.of("a"),
          Secret.of("r"),
          "Bearer",
          NOW,
          NOW.plusSeconds(60),
          Scopes.of("x", "y"));

  /// [#TOKENS] as they were written before refresh tokens had an end.
  private static final String OLD_FORM =
      "0000000161"
          + "0000000172"
          + "0006426561726572"
          + "0000019b76daa800"
          + "0000019b76db9260"
          + "0003782079";

  @Test
  void readsWhatItWrote() {
    var ending = TOKENS.withRefreshEnd(NOW.plusSeconds(600));

    assertThat(written(TOKENS)).isEqualTo(TOKENS);
    assertThat(written(ending)).isEqualTo(ending);
  }

  @Test
  void readsWhatWasWrittenBeforeRefreshTokensHadAnEnd() {
    var old = HexFormat.of().parseHex(OLD_FORM);

    assertThat(TokenSetCodec.decode(SECOND, old)).isEqualTo(TOKENS);
  }

  @Test
  void readsTextsOfAnyLength() {
    var scopes = Scopes.of("s".repeat(0xFFFF), "t".repeat(200_000));
    var access = Secret.of("a".repeat(200_000));

    for (var type : List.of("t".repeat(0xFFFE), "t".repeat(0xFFFF), "t".repeat(0x10000))) {
      var tokens = new TokenSet(SECOND, access, access, type, NOW, null, scopes);
      assertThat(written(tokens)).isEqualTo(tokens);
    }
  }

  private static TokenSet written(TokenSet tokens) {
    return TokenSetCodec.decode(SECOND, TokenSetCodec.encode(tokens));
  }
}
