package dev.cloakroom.oauth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a server wants to be left alone (RFC 9110 section 10.2.3).
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private RetryAfter() {}

  /// The wait that `answer` asks for, a day at most; null when it asks for none that can be read.
  static @Nullable Duration of(Heard.Answer answer, Instant now) {
    var wait = answer.headers().firstValue("Retry-After").map(v -> read(v.strip(), now));
    return wait.map(RetryAfter::bounded).orElse(null);
  }

  private static @Nullable Duration read(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Duration.between(now, at);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    var longest = Duration.ofDays(1);
    return wait.isNegative() ? Duration.ZERO : wait.compareTo(longest) > 0 ? longest : wait;
  }
}
