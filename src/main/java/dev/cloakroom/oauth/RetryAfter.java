package dev.cloakroom.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a server wants to be left alone (RFC 9110 section 10.2.3).
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d+");
  private static final int MOST_DIGITS = 9;
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /// The wait that `answer` asks for, null when it asks for none that can be read, or for more than
  /// a day, which nobody means.
  static @Nullable Duration of(Heard.Answer answer, Instant now) {
    var value = answer.headers().firstValue("Retry-After").map(String::strip).orElse("");
    if (SECONDS.matcher(value).matches()) {
      return value.length() > MOST_DIGITS
          ? null
          : bounded(Duration.ofSeconds(Long.parseLong(value)));
    }
    var until = ServerTime.date(value);
    if (until == null) {
      return null;
    }
    var ours = ServerTime.of(answer.headers(), now).ours(until);
    return bounded(Duration.between(now, ours));
  }

  private static @Nullable Duration bounded(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? null : wait.isNegative() ? Duration.ZERO : wait;
  }
}
