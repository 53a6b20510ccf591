package dev.cloakroom.dialect;

import static dev.cloakroom.dialect.Sample.DIALECTS;
import static dev.cloakroom.dialect.Sample.facts;
import static dev.cloakroom.dialect.Sample.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.credential.Secret;
import org.junit.jupiter.api.Test;

/// What stays in the file of a person when its tokens are replaced.
class RewritingTest {
  @Test
  void keepsWhatElseClaudeCodeHasInItsFile() {
    var before =
        """
        {"claudeAiOauth":{"accessToken":"old","refreshToken":"r","expiresAt":1,"scopes":["x"],"subscriptionType":"max"},"mcpOAuth":{"a":1}}\
        """;

    assertThat(rewritten("claude-code", before))
        .isEqualTo(
            """
            {"claudeAiOauth":{"accessToken":"a.1","scopes":["calendar","openid"],"subscriptionType":"max"},"mcpOAuth":{"a":1}}\
            """);
  }

  @Test
  void tellsWhatWouldBeLeftOfAFileWithoutItsLogin() {
    var claude =
        "{\"claudeAiOauth\":{\"accessToken\":\"a\",\"refreshToken\":\"r\",\"scopes\":[]},\"mcpOAuth\":{\"a\":1}}";

    assertThat(others("claude-code", claude)).isEqualTo("{\"mcpOAuth\":{\"a\":1}}");
    assertThat(others("kimi-cli", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}")).isEmpty();
    assertThat(others("kimi-cli", "broken")).isEmpty();
    assertThat(others("rclone", "[work]\ntoken = x\n[last]\ntype = memory\n"))
        .isEqualTo("[last]\ntype = memory\n");
    assertThat(others("gh", "github.com:\n")).isEmpty();
  }

  private static String others(String dialect, String before) {
    return DIALECTS
        .dialect(dialect)
        .shares(Secret.of(before), Mode.ACCESS_FILE, tokens(null), facts())
        .others()
        .useText(text -> text);
  }

  @Test
  void keepsTheIdentityTokenOfCodex() {
    var before =
        "{\"tokens\":{\"id_token\":\"e.y.s\",\"refresh_token\":\"r\"},\"agent\":{\"b\":[1.50]}}";

    assertThat(rewritten("codex", before))
        .contains("\"id_token\": \"e.y.s\"", "\"access_token\": \"a.1\"", "1.50")
        .doesNotContain("\"r\"");
  }

  @Test
  void losesTheRefreshTokensOfMsal() {
    var before = "{\"RefreshToken\":{\"k\":{\"secret\":\"r\"}},\"AppMetadata\":{\"c\":{}}}";

    assertThat(rewritten("msal", before)).contains("AppMetadata", "a.1").doesNotContain("\"r\"");
  }

  @Test
  void keepsOtherRemotesOfRclone() {
    var before =
        """
        # mine
        [other]
        type = local

        [work]
        scope = drive
        token = {"access_token":"old"}

        [last]
        type = memory
        """;

    assertThat(rewritten("rclone", before))
        .contains("# mine\n[other]\ntype = local\n", "[last]\ntype = memory\n", "scope = drive")
        .contains("token = {\"access_token\":\"a.1\"")
        .doesNotContain("old");
  }

  @Test
  void keepsOtherMachinesOfANetrc() {
    var before =
        "machine else.where login a password b\nmachine ghcr.io login oauth2 password old\n";

    assertThat(rewritten("netrc", before))
        .isEqualTo(
            """
            machine else.where login a password b
            machine github.com login oauth2 password a.1
            machine ghcr.io login oauth2 password a.1
            """);
  }

  @Test
  void keepsOtherRegistriesOfDocker() {
    var before = "{\"auths\":{\"quay.io\":{\"auth\":\"eA==\"}},\"proxies\":{}}";

    assertThat(rewritten("docker-config", before)).contains("quay.io", "proxies", "ghcr.io");
  }

  @Test
  void keepsNothingOfAFileThatIsBroken() {
    assertThat(rewritten("claude-code", "{\"claudeAiOauth\":"))
        .isEqualTo(Sample.written("claude-code", Mode.ACCESS_FILE, null));
  }

  private static String rewritten(String dialect, String before) {
    return DIALECTS
        .dialect(dialect)
        .rewrite(Secret.of(before), Mode.ACCESS_FILE, tokens(null), facts())
        .useText(text -> text);
  }
}
