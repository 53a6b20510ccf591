package dev.cloakroom.dialect;

import static dev.cloakroom.dialect.Sample.DIALECTS;
import static dev.cloakroom.dialect.Sample.NOW;
import static dev.cloakroom.dialect.Sample.read;
import static dev.cloakroom.dialect.Sample.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.Seeded;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads what tools wrote (`src/test/resources/dialects`), what they leave when they are refused,
/// and what nobody should have written.
class ReadingTest {
  private static final String SPOILERS = "{}[]\":,\\0-e\n =";
  private static final Path FILES = Path.of("src/test/resources/dialects");

  @Test
  void readsWhatKimiCodeWrote() {
    var tokens = tokens("kimi-code", "refreshed.json");

    assertThat(tokens.access()).isEqualTo(Secret.of("access-2"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("refresh-2"));
    assertThat(tokens.expiresAt()).isEqualTo(Instant.ofEpochSecond(1_795_308_631));
    assertThat(tokens.scopes()).isEqualTo(Scopes.of("kimi-code"));
  }

  @Test
  void takesTheTombstoneOfKimiCodeForNoTokens() {
    assertThat(read("kimi-code", file("kimi-code", "refused.json")))
        .isInstanceOf(Reading.Tombstone.class);
    assertThat(read("kimi-cli", file("kimi-code", "refused.json")))
        .isInstanceOf(Reading.Tombstone.class);
  }

  @Test
  void readsWhatCodexWrote() {
    var reading = (Reading.Tokens) read("codex", file("codex", "refreshed.json"));

    assertThat(reading.subject()).isEqualTo("subject-1");
    assertThat(reading.tokens().refresh()).isEqualTo(Secret.of("refresh-2"));
    assertThat(reading.tokens().expiresAt()).isEqualTo(Instant.parse("2100-01-01T00:00:00Z"));
  }

  @Test
  void readsWhatRcloneWrote() {
    var tokens = tokens("rclone", "rclone.conf");

    assertThat(tokens.access()).isEqualTo(Secret.of("access-1"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("refresh-1"));
    assertThat(tokens.expiresAt()).isEqualTo(Instant.parse("2026-11-22T10:38:02.123456789Z"));
  }

  @Test
  void readsWhatGoogleAuthWrote() {
    var tokens = tokens("google-token-json", "token.json");

    assertThat(tokens.access()).isEqualTo(Secret.of("ya29.access-1"));
    assertThat(tokens.refresh()).isEqualTo(Secret.of("1//refresh-1"));
    assertThat(tokens.expiresAt()).isEqualTo(Instant.parse("2026-11-22T10:38:02.123456Z"));
    assertThat(tokens.scopes())
        .isEqualTo(Scopes.of("https://www.googleapis.com/auth/calendar.readonly"));
  }

  @Test
  void readsWhatMsalWrote() {
    var reading = (Reading.Tokens) read("msal", file("msal", "msal_token_cache.json"));

    assertThat(reading.subject()).isEqualTo("oid-1");
    assertThat(reading.tokens().access()).isEqualTo(Secret.of("access-1"));
    assertThat(reading.tokens().refresh()).isEqualTo(Secret.of("refresh-1"));
    assertThat(reading.tokens().expiresAt()).isEqualTo(Instant.ofEpochSecond(1_795_293_600));
  }

  @ParameterizedTest
  @CsvSource({
    "kimi-cli, 2026-11-21T10:38:02.123456Z",
    "kimi-code, 2026-11-21T10:38:02Z",
    "claude-code, 2026-11-21T10:38:02.123Z",
    "gemini-cli, 2026-11-21T10:38:02.123Z",
    "qwen-code, 2026-11-21T10:38:02.123Z",
    "opencode, 2026-11-21T10:38:02.123Z",
    "google-token-json, 2026-11-21T10:38:02.123456Z",
    "onemount, 2026-11-21T10:38:02Z",
    "rclone, 2026-11-21T10:38:02.123456Z",
    "msal, 2026-11-21T10:38:02Z",
    "mcp-remote, 2026-11-21T10:38:02.123Z"
  })
  void turnsTheUnitOfTheEndBack(String dialect, Instant end) {
    var reading = (Reading.Tokens) read(dialect, written(dialect, Mode.ADOPTED_FILE, "r-1"));

    assertThat(reading.tokens().expiresAt()).isEqualTo(end);
    assertThat(reading.tokens().issuedAt()).isBeforeOrEqualTo(NOW);
  }

  @Test
  void takesABlankRefreshTokenOfClaudeCodeForATombstone() {
    var blank =
        """
        {"claudeAiOauth":{"accessToken":"a","refreshToken":"","expiresAt":1795283882000,"scopes":["user:inference"]}}
        """;

    assertThat(read("claude-code", blank)).isInstanceOf(Reading.Tombstone.class);
  }

  @Test
  void takesTokensWithoutAnEndForEnded() {
    var reading =
        (Reading.Tokens) read("kimi-code", "{\"access_token\":\"a\",\"refresh_token\":\"r\"}");

    assertThat(reading.tokens().expiresAt()).isEqualTo(NOW);
  }

  @Test
  void doesNotTakeTheWordsOfAFileWithoutRefreshTokenForOne() {
    var reading =
        (Reading.Tokens)
            read("google-token-json", written("google-token-json", Mode.ACCESS_FILE, null));

    assertThat(reading.tokens().refresh()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"access_token\":1}",
        "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"a\",\"refresh_token\":7}",
        "{\"access_token\":\"a\\nb\",\"refresh_token\":\"r\"}",
        "{\"type\":\"service_account\",\"access_token\":\"a\"}"
      })
  void knowsWhatIsNoFileOfItsOwn(String content) {
    var dialect = content.contains("type\"") ? "opencode" : "kimi-code";

    assertThat(read(dialect, content)).isInstanceOf(Reading.Torn.class);
  }

  @Test
  void readsNoFileThatIsTooLong() {
    var content = "{\"access_token\":\"" + "a".repeat(64 << 10) + "\"}";

    assertThat(read("kimi-code", content)).isInstanceOf(Reading.Torn.class);
  }

  @Test
  void neverThrowsWhateverSomebodyWrote() {
    var written =
        DIALECTS.all().stream()
            .flatMap(dialect ->
                dialect.modes().stream()
                    .filter(mode -> mode == Mode.ACCESS_FILE || mode == Mode.ADOPTED_FILE)
                    .map(mode ->
                        written(dialect.name(), mode, "r-1").getBytes(StandardCharsets.UTF_8)))
            .toList();

    Seeded.cases(
        300,
        random -> {
          var bytes = written.get(random.nextInt(written.size())).clone();
          spoil(bytes, random);
          var spoilt = Secret.of(bytes);
          for (var dialect : DIALECTS.all()) {
            assertThat(dialect.read(spoilt, NOW)).isNotNull();
            dialect.modes().stream()
                .filter(mode -> mode == Mode.ACCESS_FILE)
                .forEach(
                    mode -> dialect.rewrite(spoilt, mode, Sample.tokens(null), Sample.facts()));
          }
        });
  }

  private static void spoil(byte[] bytes, SplittableRandom random) {
    for (int times = random.nextInt(12); times >= 0; times--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) SPOILERS.charAt(random.nextInt(SPOILERS.length()))
              : (byte) random.nextInt();
    }
  }

  private static TokenSet tokens(String dialect, String file) {
    return ((Reading.Tokens) read(dialect, file(dialect, file))).tokens();
  }

  private static String file(String dialect, String name) {
    try {
      return Files.readString(FILES.resolve(dialect).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
