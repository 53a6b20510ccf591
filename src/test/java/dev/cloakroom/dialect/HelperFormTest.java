package dev.cloakroom.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.credential.Generation;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.credential.TokenSet;
import dev.cloakroom.problem.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HelperFormTest {
  private static final Instant END = Instant.parse("2026-11-21T10:38:02.123456Z");

  @ParameterizedTest
  @CsvSource({"PLAIN, a-1", "HEADER, Authorization: Bearer a-1"})
  void writesALine(HelperForm form, String written) {
    assertThat(write(form, tokens("a-1", END))).isEqualTo(written);
  }

  @Test
  void writesOurJsonWithNullForATokenThatDoesNotEnd() {
    assertThat(write(HelperForm.JSON, tokens("a-1", null)))
        .isEqualTo(
            """
            {"access_token":"a-1","token_type":"Bearer","expires_at":null,"scope":"x y","generation":7}\
            """);
  }

  @Test
  void writesWhatGitReads() {
    assertThat(write(HelperForm.GIT, tokens("a-1", END)))
        .isEqualTo(
            """
            username=x-access-token
            password=a-1
            password_expiry_utc=1795257482

            """);
    assertThat(write(HelperForm.GIT, tokens("a-1", null))).doesNotContain("expiry");
  }

  @ParameterizedTest
  @CsvSource({
    "github/ana, x-access-token, x-access-token",
    "gitlab/ana, oauth2, oauth2",
    "bitbucket/ana, x-token-auth, x-token-auth",
    "google/ana, oauth2, oauth2accesstoken",
    "my-forge/ana, oauth2, oauth2",
  })
  void knowsWhoTokensArePresentedAs(String account, String git, String docker) {
    var facts = facts(account, "ana@example.com");
    var tokens = tokens("a-1", END);

    assertThat(text(HelperForm.GIT.write(tokens, facts, ""))).startsWith("username=" + git + "\n");
    assertThat(text(HelperForm.DOCKER.write(tokens, facts, "https://ghcr.io")))
        .isEqualTo(
            "{\"ServerURL\":\"https://ghcr.io\",\"Username\":\"%s\",\"Secret\":\"a-1\"}"
                .formatted(docker));
  }

  @Test
  void writesAnExecCredential() {
    assertThat(write(HelperForm.KUBECTL, tokens("a-1", END)))
        .isEqualTo(
            """
            {"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",\
            "status":{"token":"a-1","expirationTimestamp":"2026-11-21T10:38:02Z"}}\
            """);
    assertThat(write(HelperForm.KUBECTL, tokens("a-1", null))).endsWith("{\"token\":\"a-1\"}}");
  }

  @Test
  void writesTheAnswerToXoauth2() {
    var written = write(HelperForm.XOAUTH2, tokens("a-1", END));

    assertThat(new String(Base64.getDecoder().decode(written), StandardCharsets.UTF_8))
        .isEqualTo("user=ana@example.com\u0001auth=Bearer a-1\u0001\u0001");
  }

  @Test
  void writesWhatACredentialProcessPrints() {
    var sts =
        """
        {"Credentials":{"AccessKeyId":"AKIA1","SecretAccessKey":"k/1","SessionToken":"s1","Expiration":"2026-11-21T10:00:00.5+00:00"}}\
        """;

    assertThat(write(HelperForm.AWS, tokens(sts, END)))
        .isEqualTo(
            """
            {"Version":1,"AccessKeyId":"AKIA1","SecretAccessKey":"k/1",\
            "SessionToken":"s1","Expiration":"2026-11-21T10:00:00Z"}\
            """);
    assertThat(
            write(HelperForm.AWS, tokens("{\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"b\"}", END)))
        .endsWith("\"SecretAccessKey\":\"b\",\"Expiration\":\"2026-11-21T10:38:02Z\"}");
  }

  @Test
  void refusesOtherTokensToAws() {
    assertThatThrownBy(() -> write(HelperForm.AWS, tokens("a-1", END)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("AccessKeyId");
  }

  @Test
  void needsAMailAddressForXoauth2() {
    assertUnfit(HelperForm.XOAUTH2, tokens("a-1", END), facts("google/ana", "Ana"));
    assertUnfit(HelperForm.XOAUTH2, tokens("a-1", END), facts("google/ana", "a@b\u0001auth="));
  }

  @ParameterizedTest
  @EnumSource(names = {"HEADER", "GIT", "XOAUTH2"})
  void refusesATokenThatWouldBreakOutOfItsLine(HelperForm form) {
    var tokens = tokens("a-1\nquit=1", END);

    assertUnfit(form, tokens, facts("github/ana", "ana@example.com"));
  }

  @Test
  void writesInNoFormWhatIsNotTheAccessToken() {
    for (var form : HelperForm.values()) {
      if (form != HelperForm.AWS) {
        assertThat(write(form, tokens("a-1", END))).doesNotContain("r-1");
      }
    }
  }

  @Test
  void isFoundByItsWord() {
    var words = Arrays.stream(HelperForm.values()).map(HelperForm::word).toList();

    assertThat(words).allSatisfy(word -> assertThat(HelperForm.find(word)).isPresent());
    assertThat(HelperForm.find("GIT")).isEmpty();
    assertThat(HelperForm.words())
        .isEqualTo("plain, json, header, git, docker, kubectl, aws, xoauth2");
  }

  private static void assertUnfit(HelperForm form, TokenSet tokens, Facts facts) {
    assertThatThrownBy(() -> form.write(tokens, facts, ""))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("token-unfit"));
  }

  private static String write(HelperForm form, TokenSet tokens) {
    return text(form.write(tokens, facts("github/ana", "ana@example.com"), ""));
  }

  private static String text(Secret secret) {
    return secret.useText(text -> text);
  }

  static TokenSet tokens(String access, @Nullable Instant end) {
    return new TokenSet(
        new Generation(7),
        Secret.of(access),
        Secret.of("r-1"),
        "Bearer",
        END.minusSeconds(3600),
        end,
        Scopes.of("x", "y"));
  }

  static Facts facts(String account, String label) {
    return new Facts(
        "name",
        account,
        "subject",
        label,
        "",
        List.of("github.com", "ghcr.io"),
        Path.of("/home"),
        Path.of("/workspace/tokens"),
        URI.create("http://127.0.0.1:8181/name"),
        "client",
        Secret.of("client-secret"));
  }
}
