package dev.cloakroom.credential;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads when a token ends, however tools, files and servers write it.
///
/// What can't be read has ended already, and so has what would end in more than a hundred years: a
/// token that is refreshed for nothing is better than one that nobody refreshes. Whoever finds
/// nothing written at all decides for himself.
public final class Expiry {
  private static final Duration LONGEST = Duration.ofDays(36_525);

  /// What tools of Go write for "does not end", as its time package's zero value.
  private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,24}(?:\\.\\d{1,24})?(?:[eE][+-]?\\d{1,2})?");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[Tt ](\\d\\d:\\d\\d(?::\\d\\d)?)(?:(\\.\\d{1,9})\\d*)?"
              + " ?(?:[Zz]|UTC|([+-]\\d\\d(?::?\\d\\d)?))?");

  /// Seconds since 1970 that are in 2001, and a lifetime of 31 years: from here on, what stands for
  /// a lifetime is a point in time.
  private static final BigDecimal FIRST_EPOCH = new BigDecimal("1e9");

  /// Milliseconds since 1970 that are in 1973, and seconds that are in the year 5138.
  private static final BigDecimal FIRST_MILLIS = new BigDecimal("1e11");

  private static final BigDecimal LAST_MILLIS = new BigDecimal("1e14");

  private Expiry() {}

  /// The end of what lives for `written` seconds, a number or the text of one, from `start` on.
  /// Some write a point in time there, which a lifetime can't be mistaken for.
  ///
  /// @return `start` at the earliest
  public static Instant in(Object written, Instant start) {
    var seconds = number(written);
    if (seconds == null || seconds.signum() <= 0) {
      return start;
    }
    if (seconds.compareTo(FIRST_EPOCH) < 0) {
      return start.plusSeconds(seconds.longValue());
    }
    var end = believed(sinceEpoch(seconds), start);
    return end.isAfter(start) ? end : start;
  }

  /// The point in time that `written` names: seconds or milliseconds since 1970, a number or the
  /// text of one; or ISO 8601 with a zone or, taken for UTC, without.
  ///
  /// @return null for Go's zero time, which means that there is no end; [Instant#EPOCH] for what
  ///   can't be read
  public static @Nullable Instant at(Object written, Instant now) {
    var number = number(written);
    if (number != null) {
      return believed(sinceEpoch(number), now);
    }
    var time = written instanceof String text ? time(text.strip()) : null;
    return NEVER.equals(time) ? null : believed(time, now);
  }

  /// Whether `written` is the number zero, by which some say that there is no end.
  public static boolean isZero(Object written) {
    var number = number(written);
    return number != null && number.signum() == 0;
  }

  private static Instant believed(@Nullable Instant end, Instant now) {
    return end == null || end.isBefore(Instant.EPOCH) || end.isAfter(now.plus(LONGEST))
        ? Instant.EPOCH
        : end;
  }

  private static @Nullable BigDecimal number(Object written) {
    if (!(written instanceof Number || written instanceof String)) {
      return null;
    }
    var text = written.toString().strip();
    return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
  }

  private static @Nullable Instant sinceEpoch(BigDecimal number) {
    if (number.signum() <= 0 || number.compareTo(LAST_MILLIS) >= 0) {
      return null;
    }
    var seconds = number.compareTo(FIRST_MILLIS) < 0 ? number : number.movePointLeft(3);
    var nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
    return Instant.ofEpochSecond(
        seconds.longValue(), nanos.setScale(0, RoundingMode.DOWN).longValue());
  }

  private static @Nullable Instant time(String text) {
    var matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    var fraction = matcher.group(3) == null ? "" : matcher.group(3);
    var zone = matcher.group(4);
    try {
      return LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2) + fraction)
          .toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
    } catch (DateTimeException _) {
      return null;
    }
  }
}
