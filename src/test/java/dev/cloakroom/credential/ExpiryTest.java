package dev.cloakroom.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "kimi-cli expires_at, 1795255082.531, 2026-11-21T09:58:02.531Z",
    "kimi-code expires_at, 1795255082, 2026-11-21T09:58:02Z",
    "OneMount expires_at, 1795257482, 2026-11-21T10:38:02Z",
    "Strava expires_at, 1795257482, 2026-11-21T10:38:02Z",
    "git password_expiry_utc, 1795257482, 2026-11-21T10:38:02Z",
    "google executable expiration_time, 1795257482, 2026-11-21T10:38:02Z",
    "Claude Code expiresAt, 1795283882000, 2026-11-21T17:58:02Z",
    "Gemini CLI expiry_date, 1795283882531, 2026-11-21T17:58:02.531Z",
    "Qwen Code expiry_date, 1795283882531, 2026-11-21T17:58:02.531Z",
    "opencode expires, 1795283882531, 2026-11-21T17:58:02.531Z",
    "a double of Java, 1.795255082531E9, 2026-11-21T09:58:02.531Z",
    "a double of Java, 1.795283882531E12, 2026-11-21T17:58:02.531Z",
  })
  void readsNumbersAsToolsWriteThem(String tool, String written, Instant end) {
    assertThat(Expiry.at(new BigDecimal(written), NOW)).as(tool).isEqualTo(end);
    assertThat(Expiry.at(written, NOW)).as(tool + ", as text").isEqualTo(end);
    assertThat(Expiry.at(Double.valueOf(written), NOW)).as(tool + ", as double").isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "google-auth expiry, 2026-11-21T10:38:02.123456Z, 2026-11-21T10:38:02.123456Z",
    "Python isoformat, 2026-11-21T10:38:02.123456+00:00, 2026-11-21T10:38:02.123456Z",
    "Python str, 2026-11-21 10:38:02.123456+00:00, 2026-11-21T10:38:02.123456Z",
    "Python naive, 2026-11-21T10:38:02.123456, 2026-11-21T10:38:02.123456Z",
    "mutt_oauth2 access_token_expiration, 2026-11-21T10:38:02, 2026-11-21T10:38:02Z",
    "rclone expiry, 2026-11-21T10:38:02.123456789Z, 2026-11-21T10:38:02.123456789Z",
    "rclone expiry, 2026-11-21T12:38:02.1234567+02:00, 2026-11-21T10:38:02.123456700Z",
    "Go token.json, 2026-11-21T05:08:02.5-05:30, 2026-11-21T10:38:02.5Z",
    "ExecCredential expirationTimestamp, 2026-11-21T10:00:00Z, 2026-11-21T10:00:00Z",
    "AWS Expiration, 2026-11-21T10:38:02Z, 2026-11-21T10:38:02Z",
    "GitHub App expires_at, 2026-11-21T11:00:00Z, 2026-11-21T11:00:00Z",
    "NanoClaw expires_at, 2026-11-21T10:38:02.531Z, 2026-11-21T10:38:02.531Z",
    "MSAL expires_on, 1795257482, 2026-11-21T10:38:02Z",
    "Azure managed identity expires_on, 1795257482, 2026-11-21T10:38:02Z",
    ".NET, 2026-11-21T10:38:02.1234567Z, 2026-11-21T10:38:02.123456700Z",
    "without a colon, 2026-11-21T12:38:02+0200, 2026-11-21T10:38:02Z",
    "hours only, 2026-11-21T12:38:02+02, 2026-11-21T10:38:02Z",
    "GitHub token expiration header, 2026-11-21 10:38:02 UTC, 2026-11-21T10:38:02Z",
    "GitHub token expiration header, 2026-11-21 12:38:02 +0200, 2026-11-21T10:38:02Z",
    "small letters, 2026-11-21t10:38:02z, 2026-11-21T10:38:02Z",
    "beyond nanoseconds, 2026-11-21T10:38:02.1234567899Z, 2026-11-21T10:38:02.123456789Z",
    "no seconds, 2026-11-21T10:38Z, 2026-11-21T10:38:00Z",
    "space around, ' 2026-11-21T10:38:02Z ', 2026-11-21T10:38:02Z",
  })
  void readsTextAsToolsWriteIt(String tool, String written, Instant end) {
    assertThat(Expiry.at(written, NOW)).as(tool).isEqualTo(end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00"})
  void theZeroTimeOfGoSaysThatThereIsNoEnd(String written) {
    assertThat(Expiry.at(written, NOW)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "never",
        "null",
        "NaN",
        "Infinity",
        "0x6ba0",
        "1_795_255_082",
        "1,795,255,082",
        "0",
        "-1",
        "1e99",
        "1795255082531000",
        "9999999999999",
        "2026-11-21",
        "2026-02-30T00:00:00Z",
        "2026-11-21T25:00:00Z",
        "2026-11-21T10:38:02+99:00",
        "2026-11-21T10:38.5Z",
        "2026-11-21T10:38:02 Europe/Berlin",
        "0001-01-01T00:00:01Z",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "+275760-09-13T00:00:00Z",
        "21.11.2026 10:38",
        "١٧٩٥٢٥٥٠٨٢",
        "2026-11-21T10:38:02Z\u0000"
      })
  void whatCannotBeReadHasEnded(String written) {
    assertThat(Expiry.at(written, NOW)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void whatIsNeitherNumberNorTextHasEnded() {
    for (var written : List.of(true, List.of(1795255082), Map.of(), new Object(), 'x')) {
      assertThat(Expiry.at(written, NOW)).isEqualTo(Instant.EPOCH);
      assertThat(Expiry.in(written, NOW)).isEqualTo(NOW);
    }
  }

  @Test
  void numbersOfAnySizeAreReadOrRefused() {
    for (var written :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.MAX_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            BigInteger.TEN.pow(500),
            new BigDecimal("1e999999999"),
            new BigDecimal("1e-999999999"))) {
      assertThat(Expiry.at(written, NOW)).isEqualTo(Instant.EPOCH);
      assertThat(Expiry.in(written, NOW)).isEqualTo(NOW);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 3600",
    "3599.9, 3599",
    "900.0, 900",
    "0.5, 0",
    "3.6E3, 3600",
    "' 60 ', 60",
    "315705599, 315705599",
    "999999999, 999999999",
    "0, 0",
    "-5, 0",
    "'', 0",
    "soon, 0",
    "1h, 0",
    "2026-11-21T11:00:00Z, 0",
    "1e300, 0",
    "99999999999999999999, 0",
  })
  void readsLifetimes(String written, long seconds) {
    assertThat(Expiry.in(written, NOW)).isEqualTo(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "1795257482, 2026-11-21T10:38:02Z",
    "1795257482.5, 2026-11-21T10:38:02.5Z",
    "1795257482531, 2026-11-21T10:38:02.531Z",
    "2147483647, 2038-01-19T03:14:07Z",
    "1295257482, 2026-11-21T10:00:00Z",
    "9999999999, 2026-11-21T10:00:00Z",
  })
  void aLifetimeOfManyDecadesIsAPointInTime(String written, Instant end) {
    assertThat(Expiry.in(written, NOW)).isEqualTo(end);
  }

  @Test
  void believesAHundredYearsAndNotASecondMore() {
    var last = NOW.plus(Duration.ofDays(36_525));

    assertThat(Expiry.at(last.toString(), NOW)).isEqualTo(last);
    assertThat(Expiry.at(last.getEpochSecond(), NOW)).isEqualTo(last);
    assertThat(Expiry.at(last.plusSeconds(1).toString(), NOW)).isEqualTo(Instant.EPOCH);
    assertThat(Expiry.at(last.plusSeconds(1).getEpochSecond(), NOW)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void tellsAnEndThatIsPast() {
    var past = NOW.minusSeconds(60);

    assertThat(Expiry.at(past.toString(), NOW)).isEqualTo(past);
  }
}
