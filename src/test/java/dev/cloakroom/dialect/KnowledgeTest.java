package dev.cloakroom.dialect;

import static dev.cloakroom.dialect.Sample.DIALECTS;
import static dev.cloakroom.dialect.Sample.END;
import static dev.cloakroom.dialect.Sample.facts;
import static dev.cloakroom.dialect.Sample.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What data can't say of a dialect, against what the tools answered.
class KnowledgeTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8181, https://api.kimi.com/coding/v1, kimi-code-env-a62769a04fec1683",
    "https://auth.kimi.ai, https://api.kimi.ai/coding/v1, kimi-code-env-0e4f99c69cc27850",
    "http://broker:8181/, http://broker:8181/kimi/v1//, kimi-code-env-11a06e6009f692ec",
    "https://auth.kimi.com, https://api.kimi.com/coding/v1/, kimi-code"
  })
  void namesTheSlotAsKimiCodeDoes(String host, String base, String slot) {
    assertThat(KimiSlot.slot(host, base)).isEqualTo(slot);
  }

  @Test
  void takesTheAddressesThatThePersonSets() {
    var facts =
        facts(
            Map.of(
                "KIMI_CODE_OAUTH_HOST", "https://auth.kimi.ai",
                "KIMI_CODE_BASE_URL", "https://api.kimi.ai/coding/v1"));

    var outfit = DIALECTS.dialect("kimi").outfit(Mode.ACCESS_FILE, tokens(null), facts);

    assertThat(outfit.place())
        .isEqualTo(
            new Outfit.Place(
                Path.of("/home/.kimi-code/credentials"), "kimi-code-env-0e4f99c69cc27850.json"));
  }

  @ParameterizedTest
  @CsvSource({"900, 450", "400, 300", "7200, 3600", "0, 300"})
  void knowsWhenKimiRefreshes(long lifetime, long threshold) {
    assertThat(DIALECTS.dialect("kimi-cli").threshold(Duration.ofSeconds(lifetime)))
        .hasSeconds(threshold);
  }

  @Test
  void tellsKimiCodeOfNoEndWhereItHoldsNoRefreshToken() {
    assertThat(Sample.written("kimi-code", Mode.ACCESS_FILE, null))
        .contains("\"expires_at\": 0,", "\"refresh_token\": \"\"");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana@Example.org, accounts/86b9260a115ceac8",
    "' ana@example.org ', accounts/86b9260a115ceac8",
    "'', ."
  })
  void findsTheFolderThatOneMountDoes(String address, String folder) {
    assertThat(OneMountFolder.folder(address)).isEqualTo(folder);
  }

  @Test
  void takesTheAccountOfCodexFromItsAccessToken() {
    var access =
        Jwt.unsigned(
            Map.of(
                "https://api.openai.com/auth",
                Map.of("chatgpt_account_id", "acct-1", "chatgpt_plan_type", "plus")));
    var content =
        DIALECTS.dialect("codex").write(Mode.TOKEN_ENDPOINT, tokens(access, "p.h.m", END), facts());

    var reading = DIALECTS.dialect("codex").read(content, Sample.NOW);

    assertThat(((Reading.Tokens) reading).subject()).isEqualTo("acct-1");
    var identity =
        content.useText(text -> text.split("\"id_token\": \"", -1)[1].split("\"", -1)[0]);
    assertThat(Jwt.claims(identity).toString())
        .contains("chatgpt_plan_type=plus", "email=ana@example.org", "chatgpt_user_id=");
  }

  @Test
  void namesTheEntriesOfMsalByWhatIsInThem() {
    assertThat(Sample.written("msal", Mode.ADOPTED_FILE, "r-1"))
        .contains(
            "\"subject-1.9188040d-6c67-4c5b-b112-36a304b66dad-login.microsoftonline.com-accesstoken-run-client-common-calendar openid\"",
            "-refreshtoken-run-client--calendar openid\"");
  }

  @Test
  void findsTheFileOfMcpRemoteByItsServer() {
    var set = Map.of("MCP_SERVER_URL", "https://mcp.example/mcp");

    var place =
        DIALECTS.dialect("mcp-remote").outfit(Mode.ADOPTED_FILE, tokens("r-1"), facts(set)).place();

    assertThat(Objects.requireNonNull(place).file())
        .isEqualTo(Digest.md5("https://mcp.example/mcp") + "_tokens.json");
    assertThat(place.folder()).isEqualTo(Path.of("/home/.mcp-auth/mcp-remote-v1"));
  }

  @Test
  void findsTheLockBesideTheFile() {
    var lock = DIALECTS.dialect("kimi-code").habits().lock();

    assertThat(
            Objects.requireNonNull(lock).beside(Path.of("/home/.kimi-code/credentials/slot.json")))
        .isEqualTo(Path.of("/home/.kimi-code/oauth/slot.lock"));
  }
}
