package dev.cloakroom.oauth;

import static java.util.Objects.requireNonNull;
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
import java.util.stream.IntStream;
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

  @Test
  void aTokenMayBeLong() {
    var body = "{\"access_token\":\"%s\",\"refresh_token\":\"r\"}".formatted("a".repeat(200_000));

    assertThat(granted(body).access().length()).isEqualTo(200_000);
  }

  @Test
  void whatIsNoScopeSpoilsNothingBesideIt() {
    var said = "x b\\u0000c \\u00e4 y \\\"q " + "s".repeat(70_000);
    var body = "{\"access_token\":\"a\",\"scope\":\"%s\"}".formatted(said);

    assertThat(granted(body).scopes()).isEqualTo(Scopes.of("x", "y"));
  }

  @Test
  void scopesAreKeptAsFarAsTheyAreReasonable() {
    var many = IntStream.range(0, 5_000).mapToObj("https://scope/%d"::formatted).toList();
    var body = "{\"access_token\":\"a\",\"scope\":\"%s\"}".formatted(String.join(" ", many));

    var scopes = granted(body).scopes();

    assertThat(String.valueOf(scopes)).hasSizeBetween(8_000, 20_000);
    assertThat(Scopes.of(many).covers(requireNonNull(scopes))).isTrue();
  }

  @Test
  void scopesOfWhichNoneCanBeReadAreNotSaid() {
    assertThat(granted("{\"access_token\":\"a\",\"scope\":\"\\u0000\"}").scopes()).isNull();
    assertThat(granted("{\"access_token\":\"a\",\"scope\":\"\"}").scopes()).isEqualTo(Scopes.NONE);
  }

  @Test
  void aTypeThatIsNoneIsTheUsualOne() {
    var body = "{\"access_token\":\"a\",\"token_type\":\"%s\"}";

    assertThat(granted(body.formatted("DPoP")).tokenType()).isEqualTo("DPoP");
    assertThat(granted(body.formatted("\\u0000")).tokenType()).isEqualTo("Bearer");
    assertThat(granted(body.formatted("t".repeat(70_000))).tokenType()).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "5", "\"\"", "\"a b\"", "\"\\u0000\""})
  void aRefreshTokenIsKeptWhateverCameForAnAccessToken(String access) {
    var written = access.isEmpty() ? "" : "\"access_token\":%s,".formatted(access);

    var reply = granted("{%s\"refresh_token\":\"r2\",\"expires_in\":60}".formatted(written));

    assertThat(reply.refresh()).isEqualTo(Secret.of("r2"));
    assertThat(reply.access()).isEqualTo(Secret.of(""));
    assertThat(reply.expiresAt()).isEqualTo(NOW);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x\":\"%s\"",
        "\"x\":[{\"\\n\":\"%s\\n\"}]",
        "\"%s\":\"x\"",
        "\"x\":1%s",
        "\"x\":0.1%se1%s"
      })
  void noLongMemberLosesTheTokensBesideIt(String member) {
    var body =
        "{\"access_token\":\"a\",%s,\"refresh_token\":\"r\"}"
            .formatted(member.replace("%s", "1".repeat(1_000_000)));

    assertThat(granted(body).refresh()).isEqualTo(Secret.of("r"));
  }

  @Test
  void longTokensAreKeptWhole() {
    var token = "t".repeat(1_000_000);

    assertThat(granted("{\"access_token\":\"%s\"}".formatted(token)).access())
        .isEqualTo(Secret.of(token));
  }

  @Test
  void aNumberWithoutEndHasEnded() {
    var body = "{\"access_token\":\"a\",\"expires_in\":%s}".formatted("9".repeat(1_000_000));

    assertThat(granted(body).expiresAt()).isEqualTo(NOW);
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
        .isEqualTo(new Unavailable("temporarily-unavailable", false, null));
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
    "999999999,",
    "99999999999999999999,",
    "-5,",
    "'',",
    "1.5,",
    "soon,"
  })
  void readsHowLongToWait(String header, @Nullable Long seconds) {
    var answer = answer(429, "", Map.of("Retry-After", List.of(header)));

    var outcome = new TokenAnswer(answer, Quirks.STRICT, NOW).outcome();

    assertThat(outcome)
        .isEqualTo(
            new Unavailable(
                "rate-limited", false, seconds == null ? null : Duration.ofSeconds(seconds)));
  }

  @Test
  void waitsByTheServersOwnClock() {
    var headers =
        Map.of(
            "Date", List.of("Thu, 01 Jan 2026 05:00:00 GMT"),
            "Retry-After", List.of("Thu, 01 Jan 2026 05:01:00 GMT"));

    assertThat(new TokenAnswer(answer(429, "", headers), Quirks.STRICT, NOW).outcome())
        .isEqualTo(new Unavailable("rate-limited", false, Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "900.5, 900",
    "'\"60\"', 60",
    "-1, 0",
    "'\"x\"', 0",
    "1798761600, 31536000"
  })
  void readsWhenTheRefreshTokenEnds(String written, long seconds) {
    for (var name :
        List.of("refresh_token_expires_in", "x_refresh_token_expires_in", "refresh_expires_in")) {
      var reply = granted("{\"access_token\":\"a\",\"%s\":%s}".formatted(name, written));

      assertThat(reply.refreshExpiresAt()).as(name).isEqualTo(NOW.plusSeconds(seconds));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "\"0\"", "null"})
  void aRefreshTokenOfNoLifetimeDoesNotEnd(String written) {
    var body = "{\"access_token\":\"a\",\"refresh_expires_in\":%s}".formatted(written);

    assertThat(granted(body).refreshExpiresAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"expires_at\":1767225660', 60",
    "'\"expires_on\":\"1767225660\"', 60",
    "'\"expiry\":\"2026-01-01T00:01:00.5Z\"', 60",
    "'\"expires_at\":1767225660,\"expires_in\":30', 30",
    "'\"expires_in\":3600000,\"expires_in_sec\":3600', 3600",
    "'\"expires_at\":\"2025-01-01T00:00:00Z\"', 0",
    "'\"expires_at\":\"3026-01-01T00:00:00Z\"', 0",
    "'\"expires_at\":\"soon\"', 0",
    "'\"expires_at\":[]', 0",
    "'\"expiry\":\"0001-01-01T00:00:00Z\"', 900",
  })
  void readsAnEndThatIsAPointInTime(String member, long seconds) {
    var outcome = outcome(200, "{\"access_token\":\"a\",%s}".formatted(member), ASSUMING);

    assertThat(((Granted) outcome).reply().expiresAt())
        .isBetween(NOW.plusSeconds(seconds), NOW.plusSeconds(seconds).plusMillis(500));
  }

  @ParameterizedTest
  @CsvSource({
    "'Thu, 01 Jan 2026 05:00:00 GMT', 2026-01-01T05:01:00Z, 60",
    "'Thu, 01 Jan 1970 00:00:00 GMT', 1970-01-01T00:01:00Z, 60",
    "'Thu, 01 Jan 1970 00:00:00 GMT', soon, 0",
    "'Mon, 01 Jan 1900 00:00:00 GMT', soon, 0",
    "'Fri, 31 Dec 9999 23:59:59 GMT', soon, 0",
    "yesterday, 2026-01-01T00:01:00Z, 60"
  })
  void aPointInTimeIsByTheServersOwnClock(String date, String written, long seconds) {
    var body = "{\"access_token\":\"a\",\"expires_at\":\"%s\"}".formatted(written);

    var outcome = outcome(200, body, Map.of("Date", List.of(date)));

    assertThat(((Granted) outcome).reply().expiresAt()).isEqualTo(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308, 404, 405, 413, 429, 431})
  void whoeverIsTurnedAwayAtTheDoorWasNotServed(int status) {
    assertThat(((Unavailable) outcome(status, "<html>")).ambiguous()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 303, 400, 401, 403, 408, 409, 425, 500, 502, 503, 504})
  void allOtherAnswersWithoutAWordMayComeAfterTheGrantWasUsed(int status) {
    assertThat(((Unavailable) outcome(status, "<html>")).ambiguous()).isTrue();
    assertThat(((Unavailable) outcome(status, "")).ambiguous()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "slow_down, slow-down, false",
    "rate_limit_exceeded, rate-limit-exceeded, false",
    "ratelimited, ratelimited, false",
    "server_error, server-error, true"
  })
  void somePassingErrorsSayThatNothingWasDone(String error, String reason, boolean ambiguous) {
    assertThat(outcome(400, error(error))).isEqualTo(new Unavailable(reason, ambiguous, null));
  }

  @Test
  void aRefreshUnderWayElsewhereIsNoAnswer() {
    assertThat(outcome(409, error("conflict")))
        .isEqualTo(new Unavailable("status-409", true, null));
    assertThat(outcome(409, error("invalid_grant"))).isInstanceOf(InvalidGrant.class);
  }

  @Test
  void whoIsForbiddenForAWhileIsRateLimited() {
    var headers = Map.of("Retry-After", List.of("60"));
    var body = "{\"message\":\"You have exceeded a secondary rate limit\"}";

    assertThat(outcome(403, body, headers))
        .isEqualTo(new Unavailable("rate-limited", false, Duration.ofMinutes(1)));
  }

  @Test
  void aPageOnTheWayNeverKillsAGrant() {
    var html = Map.of("Content-Type", List.of("text/html; charset=utf-8"));

    assertThat(outcome(401, " <!DOCTYPE html><title>Attention!", DEAD_ON_401))
        .isEqualTo(new Unavailable("not-json", true, null));
    assertThat(new TokenAnswer(answer(401, "", html), DEAD_ON_401, NOW).outcome())
        .isEqualTo(new Unavailable("empty", true, null));
  }

  @Test
  void anErrorMayTellItsCodeInside() {
    assertThat(outcome(401, "{\"error\":{\"code\":\"refresh_token_reused\",\"type\":\"x\"}}"))
        .isEqualTo(new InvalidGrant("refresh_token_reused"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "\"\"", "0", "null", "[]"})
  void anErrorThatSaysNothingIsNone(String error) {
    var body = "{\"access_token\":\"a\",\"error\":%s}".formatted(error);

    assertThat(outcome(200, body, ERROR_IN_SUCCESS)).isInstanceOf(Granted.class);
  }

  @Test
  void aReplyMayBeAFormWhenItIsCalledOne() {
    var body = "access_token=gho_1%2B&scope=repo%2Cgist&token_type=bearer&expires_in=60";
    var form = Map.of("Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8"));

    var reply = ((Granted) outcome(200, body, form)).reply();

    assertThat(reply.access()).isEqualTo(Secret.of("gho_1+"));
    assertThat(reply.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(outcome(200, "error=bad_verification_code&error_uri=x", form))
        .isEqualTo(new InvalidGrant("bad_verification_code"));
    assertThat(outcome(200, "a=%zz", form)).isEqualTo(new Unavailable("not-json", true, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00e9", "\u00f0", "Jos\u00e9", "\u00e9\u00e9\u00e9", "\u00c0\u0080"})
  void bytesThatAreNoTextSpoilOnlyThemselves(String latin) {
    var body = "{\"name\":\"%s\",\"access_token\":\"a\",\"last\":\"%s\"}".formatted(latin, latin);
    var bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    var answer = new Heard.Answer(200, HttpHeaders.of(Map.of(), (_, _) -> true), bytes);

    assertThat(new TokenAnswer(answer, Quirks.STRICT, NOW).outcome()).isInstanceOf(Granted.class);
  }

  @Test
  void jsonIsJsonWhateverItIsCalled() {
    var html = Map.of("Content-Type", List.of("text/html"));

    assertThat(outcome(200, "{\"access_token\":\"a\"}", html)).isInstanceOf(Granted.class);
  }

  private static TokenReply granted(String body) {
    return ((Granted) outcome(200, body)).reply();
  }

  private static TokenOutcome outcome(int status, String body) {
    return outcome(status, body, Quirks.STRICT);
  }

  private static TokenOutcome outcome(int status, String body, Map<String, List<String>> headers) {
    return new TokenAnswer(answer(status, body, headers), Quirks.STRICT, NOW).outcome();
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
