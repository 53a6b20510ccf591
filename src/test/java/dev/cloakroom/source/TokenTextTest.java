package dev.cloakroom.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void readsATokenReply() {
    var tokens =
        read(
            "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":3600,\"scope\":\"x y\",\"token_type\":\"bearer\"}");

    assertThat(tokens.access()).isEqualTo(Secret.of("a"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("r"));
    assertThat(tokens.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(tokens.scopes()).isEqualTo(Scopes.of("x", "y"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_at\":1795258800}",
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry_date\":1795258800000,\"scope\":\"x\"}",
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry\":\"2026-11-21T11:00:00Z\"}",
        "{\"token\":\"a\",\"refresh_token\":\"r\",\"expiry\":\"2026-11-21T11:00:00\",\"scopes\":[\"x\"]}",
        "{\"tokens\":{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":\"3600\"},\"last_refresh\":1}",
        "{\"token\":{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":3600.0}}"
      })
  void readsTheFilesOfTools(String json) {
    var tokens = read(json);

    assertThat(tokens.access()).isEqualTo(Secret.of("a"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("r"));
    assertThat(tokens.expiresAt()).isEqualTo(Instant.parse("2026-11-21T11:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"expiresAt\":1795258800000,\"scopes\":[]}}",
        "{\"anthropic\":{\"type\":\"oauth\",\"refresh\":\"r\",\"access\":\"a\",\"expires\":1795258800000}}",
        "[drive]\ntype = drive\ntoken = {\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry\":\"2026-11-21T11:00:00Z\"}\n",
        "{\"AccessToken\":{\"k\":{\"secret\":\"a\",\"expires_on\":\"1795258800\"}},\"RefreshToken\":{\"k\":{\"secret\":\"r\"}}}"
      })
  void readsFilesThatOnlyOneToolWritesSo(String file) {
    var tokens = read(file);

    assertThat(tokens.access()).isEqualTo(Secret.of("a"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("r"));
    assertThat(tokens.expiresAt()).isEqualTo(Instant.parse("2026-11-21T11:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", " r\n", "{\"refresh_token\":\"r\",\"client_id\":\"c\"}"})
  void takesABareRefreshTokenForOneWhoseAccessTokenHasEnded(String text) {
    var tokens = read(text);

    assertThat(tokens.refresh()).isEqualTo(Secret.of("r"));
    assertThat(tokens.liveFor(Duration.ZERO, NOW)).isFalse();
  }

  @Test
  void doesNotBelieveAnAccessTokenThatSaysNothingOfItsEnd() {
    var tokens = read("{\"access_token\":\"a\",\"refresh_token\":\"r\"}");

    assertThat(tokens.liveFor(Duration.ZERO, NOW)).isFalse();
    assertThat(read("{\"access_token\":\"a\"}").expiresAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "two words",
        "{",
        "{}",
        "{\"refresh_token\":1}",
        "{\"refresh_token\":\"\"}",
        "\u00e4",
        "{\"access_token\":\"a b\"}",
        "{\"tokens\":{}}"
      })
  void findsNoTokenElsewhereAndDoesNotTellWhatItRead(String text) {
    assertThatThrownBy(() -> read(text))
        .hasMessageStartingWith("There is no token in what was handed over");
  }

  @Test
  void findsNoTokenInWhatIsNestedTooDeep() {
    var deep = "{\"refresh_token\":\"r\",\"x\":" + "[".repeat(200_000);

    assertThatThrownBy(() -> read(deep)).hasMessageStartingWith("There is no token");
  }

  private static TokenSet read(String text) {
    return TokenText.read(Secret.of(text), NOW);
  }
}
