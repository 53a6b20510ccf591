package dev.cloakroom.oauth;

import static dev.cloakroom.Seeded.any;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.Seeded;
import dev.cloakroom.catalog.Quirks;
import dev.cloakroom.oauth.TokenOutcome.Granted;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What holds for every answer of a token endpoint, whatever its bytes.
class AnyTokenReplyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration ASSUMED = Duration.ofMinutes(15);
  private static final Instant LAST = NOW.plus(Duration.ofDays(36_525));
  private static final int CASES = 6_000;
  private static final String WHOLE =
      """
      {"access_token":"abc","refresh_token":"def","token_type":"Bearer","expires_in":3600,
       "scope":"a b","id_token":"x.y.z","refresh_expires_in":60,"expires_at":"2026-01-01T01:00:00Z"}
      """;
  private static final Byte[] DAMAGE = {0, '"', '{', '9', '-', 'e', (byte) 0xe9, (byte) 0xff};
  private static final List<String> NAMES =
      List.of(
          "access_token",
          "refresh_token",
          "token_type",
          "expires_in",
          "expires_at",
          "refresh_expires_in",
          "scope",
          "id_token",
          "error");

  @Test
  void noBytesBreakIt() {
    Seeded.cases(
        CASES,
        random -> {
          var bytes = new byte[random.nextInt(200)];
          random.nextBytes(bytes);

          checkUsable(outcome(bytes, random));
        });
  }

  @Test
  void noDamageToAReplyBreaksIt() {
    Seeded.cases(
        CASES,
        random -> {
          var bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
          for (int left = random.nextInt(1, 6); left > 0; left--) {
            bytes[random.nextInt(bytes.length)] = any(random, DAMAGE);
          }

          checkUsable(outcome(bytes, random));
        });
  }

  @Test
  void noValuesBreakIt() {
    Seeded.cases(
        CASES,
        random -> {
          var body = new StringBuilder("{\"x\":0");
          for (var name : NAMES) {
            if (random.nextBoolean()) {
              body.append(",\"").append(name).append("\":").append(value(random));
            }
          }

          checkUsable(
              outcome(body.append('}').toString().getBytes(StandardCharsets.UTF_8), random));
        });
  }

  @Test
  void noTokenLivesLongerThanItsReplySays() {
    Seeded.cases(
        CASES,
        random -> {
          long seconds = random.nextLong(-100, 4_000_000_000L);
          var name =
              any(random, "expires_in", "expires_at", "expires_in_sec", "expiry", "expires_on");
          var said = name.startsWith("expires_in") ? NOW.plusSeconds(seconds) : at(seconds);
          var form = any(random, "%d", "%d.0", "\"%d\"", "\"%d.5\"", "%de0");
          var body = ("{\"access_token\":\"a\",\"%s\":" + form + "}").formatted(name, seconds);

          var reply = ((Granted) outcome(200, body.getBytes(StandardCharsets.UTF_8))).reply();

          assertThat(reply.expiresAt()).as(body).isBetween(NOW, later(NOW, said.plusMillis(500)));
        });
  }

  private static Instant at(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /// A reply that grants holds a token that fits a header, or a refresh token to get one with; it
  /// ends within reason, and can be kept.
  private static void checkUsable(TokenOutcome outcome) {
    if (outcome instanceof Granted(var reply)) {
      String access = reply.access().useText(text -> text);
      assertThat(access).matches(reply.refresh() == null ? "[!-~]+" : "[!-~]*");
      assertThat(reply.expiresAt()).isBetween(NOW, access.isEmpty() ? NOW : LAST);
      assertThat(reply.tokenType()).matches("[!-~]+");
      assertThat(String.valueOf(reply.scopes())).matches("[ -~]*");
      if (reply.refreshExpiresAt() != null) {
        assertThat(reply.refreshExpiresAt()).isBetween(NOW, LAST);
      }
    }
  }

  private static TokenOutcome outcome(byte[] body, SplittableRandom random) {
    return outcome(any(random, 200, 200, 200, 302, 400, 401, 403, 429, 503), body, headers(random));
  }

  private static TokenOutcome outcome(int status, byte[] body) {
    return outcome(status, body, HttpHeaders.of(Map.of(), (_, _) -> true));
  }

  private static TokenOutcome outcome(int status, byte[] body, HttpHeaders headers) {
    var quirks = Providers.quirks(Quirks.BodyFormat.FORM, ASSUMED, false, 401);
    var plain = PlainBody.of(headers, body, 1 << 20);
    return new TokenAnswer(new Heard.Answer(status, headers, plain), quirks, NOW).outcome();
  }

  private static HttpHeaders headers(SplittableRandom random) {
    var headers =
        Map.of(
            "Content-Type",
            any(random, "application/json", "text/html", "application/x-www-form-urlencoded", "\t"),
            "Content-Encoding",
            any(random, "gzip", "br", ""),
            "Retry-After",
            any(random, "-1", "5", "9".repeat(40), "Thu, 01 Jan 2026 00:00:01 GMT", "soon"),
            "Date",
            any(
                random,
                "Mon, 01 Jan 1900 00:00:00 GMT",
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Thu, 01 Jan 2026 00:00:00 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "now"));
    return HttpHeaders.of(asLists(headers), (_, _) -> true);
  }

  private static Map<String, List<String>> asLists(Map<String, String> headers) {
    return headers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
  }

  private static String value(SplittableRandom random) {
    return any(
        random,
        "null",
        "true",
        "0",
        "-1",
        "3600",
        "1e9",
        "1e999999999",
        "1e-999999999",
        "-1.5E+300",
        "1767229200",
        "1767229200000",
        "99999999999999999999999999",
        "\"\"",
        "\"a\"",
        "\"a b\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"3600\"",
        "\"1e9\"",
        "\"2026-01-01T01:00:00Z\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"-999999999-01-01T00:00:00Z\"",
        "\"invalid_grant\"",
        "[]",
        "[1,\"x\",null]",
        "{}",
        "{\"code\":\"x\"}");
  }
}
