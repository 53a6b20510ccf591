package dev.cloakroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import dev.cloakroom.oauth.TokenOutcome.InvalidGrant;
import dev.cloakroom.oauth.TokenOutcome.Misconfigured;
import dev.cloakroom.oauth.TokenOutcome.Unavailable;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Quirks ASSUMING =
      Providers.quirks(Quirks.BodyFormat.FORM, Duration.ofMinutes(15), false);
  private static final Quirks ERROR_IN_SUCCESS =
      Providers.quirks(Quirks.BodyFormat.FORM, null, true);
  private static final Quirks DEAD_ON_401 =
      Providers.quirks(Quirks.BodyFormat.FORM, null, false, 401);

  @Test
  void readsAWholeReply() {
    var reply =
        granted(
            """
            {"access_token":"a","refresh_token":"r","token_type":"bearer","expires_in":60,
             "scope":"one two","id_token":"i","unknown":{"x":[1]}}
            """);

    assertThat(reply)
        .isEqualTo(
            new TokenReply(
                Secret.of("a"),
                Secret.of("r"),
                "bearer",
                NOW,
                NOW.plusSeconds(60),
                Scopes.of("one", "two"),
                Secret.of("i")));
  }

  @Test
  void whatAReplyDoesNotSayIsAbsent() {
    var reply = granted("{\"access_token\":\"a\",\"refresh_token\":\"\",\"id_token\":null}");

    assertThat(reply)
        .isEqualTo(new TokenReply(Secret.of("a"), null, "Bearer", NOW, null, null, null));
  }

  @Test
  void scopesMayComeAsAList() {
    assertThat(granted("{\"access_token\":\"a\",\"scope\":[\"x\",\"y\"]}").scopes())
        .isEqualTo(Scopes.of("x", "y"));
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "3599.9, 3599",
    "'\"3600\"', 3600",
    "'\"12.5\"', 12",
    "315360000, 315360000",
    "0, 0",
    "-5, 0",
    "1e300, 0",
    "1e999999999, 0",
    "99999999999999999999, 0",
    "'\"soon\"', 0",
    "'\"-5\"', 0",
    "'\"\"', 0",
    "true, 0",
    "[60], 0",
    "null, 900"
  })
  void readsAnExpiryHoweverItIsWritten(String written, long seconds) {
    var body = "{\"access_token\":\"a\",\"expires_in\":%s}".formatted(written);

    var outcome = outcome(200, body, ASSUMING);

    assertThat(((Granted) outcome).reply().expiresAt()).isEqualTo(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":null}",
        "{\"access_token\":5}",
        "{\"access_token\":{\"a\":\"b\"}}",
        "{\"accessToken\":\"a\"}"
      })
  void nothingIsGrantedWithoutAnAccessToken(String body) {
    assertThat(outcome(200, body)).isEqualTo(new Unavailable("no-access-token", true, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\\r\\nX-Evil: 1", "\\u0000", "\\u00e9", "\\n"})
  void anAccessTokenThatFitsNoHeaderIsRefused(String token) {
    var body = "{\"access_token\":\"%s\"}".formatted(token);

    assertThat(outcome(200, body)).isEqualTo(new Unavailable("bad-access-token", true, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "access_token=a",
        "[]",
        "\"a\"",
        "5",
        "{\"access_token\":\"a\"",
        "{\"a\":tru}"
      })
  void whatIsNoJsonObjectIsNoAnswer(String body) {
    assertThat(outcome(200, body)).isEqualTo(new Unavailable("not-json", true, null));
    assertThat(outcome(403, body)).isEqualTo(new Unavailable("not-json", true, null));
  }

  @Test
  void deepNestingIsNoAnswer() {
    var body = "{\"access_token\":\"a\",\"x\":%s}".formatted("[".repeat(400_000));

    assertThat(outcome(200, body)).isEqualTo(new Unavailable("not-json", true, null));
  }

  @Test
  void aNumberWithoutEndIsNoAnswer() {
    var body = "{\"access_token\":\"a\",\"expires_in\":%s}".formatted("9".repeat(1_000_000));

    assertThat(outcome(200, body)).isEqualTo(new Unavailable("not-json", true, null));
  }

  @Test
  void bracketsInsideTextAreNoNesting() {
    var token = "\\\"" + "[{".repeat(100);

    assertThat(granted("{\"access_token\":\"%s\"}".formatted(token)).access().length())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n"})
  void anEmptyReplyIsNamed(String body) {
    assertThat(outcome(200, body)).isEqualTo(new Unavailable("empty", true, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"invalid_grant", "bad_refresh_token", "refresh_token_reused", "token_expired"})
  void aDeadGrantNeedsAPerson(String error) {
    assertThat(outcome(400, error(error))).isEqualTo(new InvalidGrant(error));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        "invalid_request"
      })
  void aRefusedClientOrRequestIsMisconfigured(String error) {
    assertThat(outcome(401, error(error))).isEqualTo(new Misconfigured(error));
  }

  @Test
  void anErrorThatIsNoCodeIsNotRepeated() {
    assertThat(outcome(400, error("<b>token abc</b>"))).isEqualTo(new Misconfigured("unknown"));
    assertThat(outcome(400, "{\"error\":{\"code\":1}}")).isEqualTo(new Misconfigured("unknown"));
  }

  @Test
  void aServerErrorIsNeverADeadGrant() {
    assertThat(outcome(503, error("invalid_grant")))
        .isEqualTo(new Unavailable("status-503", true, null));
    assertThat(outcome(400, error("temporarily_unavailable")))
        .isEqualTo(new Unavailable("temporarily-unavailable", true, null));
  }

  @Test
  void anErrorWithStatus200IsAnError() {
    assertThat(outcome(200, error("bad_verification_code")))
        .isEqualTo(new InvalidGrant("bad_verification_code"));
  }

  @Test
  void anErrorBesideATokenCountsWhereTheProviderDoesThat() {
    var body = "{\"access_token\":\"a\",\"error\":\"invalid_grant\"}";

    assertThat(outcome(200, body, ERROR_IN_SUCCESS)).isEqualTo(new InvalidGrant("invalid_grant"));
    assertThat(outcome(200, body)).isInstanceOf(Granted.class);
  }

  @Test
  void aStatusCanMeanADeadGrant() {
    assertThat(outcome(401, "", DEAD_ON_401)).isEqualTo(new InvalidGrant("status-401"));
    assertThat(outcome(401, error("nope"), DEAD_ON_401)).isEqualTo(new InvalidGrant("nope"));
    assertThat(outcome(401, "", Quirks.STRICT)).isEqualTo(new Unavailable("empty", true, null));
  }

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "'Thu, 01 Jan 2026 00:01:00 GMT', 60",
    "'Wed, 31 Dec 2025 00:00:00 GMT', 0",
    "999999999, 86400",
    "-5,",
    "soon,"
  })
  void readsHowLongToWait(String header, @Nullable Long seconds) {
    var answer = answer(429, "", Map.of("Retry-After", List.of(header)));

    var outcome = new TokenAnswer(answer, Quirks.STRICT, NOW).outcome();

    assertThat(outcome)
        .isEqualTo(
            new Unavailable(
                "rate-limited", true, seconds == null ? null : Duration.ofSeconds(seconds)));
  }

  private static TokenReply granted(String body) {
    return ((Granted) outcome(200, body)).reply();
  }

  private static TokenOutcome outcome(int status, String body) {
    return outcome(status, body, Quirks.STRICT);
  }

  private static TokenOutcome outcome(int status, String body, Quirks quirks) {
    return new TokenAnswer(answer(status, body, Map.of()), quirks, NOW).outcome();
  }

  private static Heard.Answer answer(int status, String body, Map<String, List<String>> headers) {
    return new Heard.Answer(
        status, HttpHeaders.of(headers, (_, _) -> true), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String error(String code) {
    return "{\"error\":\"%s\",\"error_description\":\"secret\"}".formatted(code);
  }
}
