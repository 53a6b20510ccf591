package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations and sizes as people write and read them.
final class Quantities {
  private Quantities() {}

  /// Reads `90s`, `10m`, `2h`, `1d`, or a plain number of seconds; null stays null.
  static @Nullable Long seconds(String option, @Nullable String text) {
    return text == null
        ? null
        : read(
            text,
            "smhd",
            new long[] {1, 60, 3600, 86_400},
            new Problem(
                Kind.USAGE,
                "bad-duration",
                option + " " + text + " is no duration: write it like 90s, 10m, 2h or 1d"));
  }

  /// Reads `500K`, `10M`, `1G`, or a plain number of bytes; null stays null.
  static @Nullable Long bytes(String option, @Nullable String text) {
    return text == null
        ? null
        : read(
            text,
            "BKMG",
            new long[] {1, 1L << 10, 1L << 20, 1L << 30},
            new Problem(
                Kind.USAGE,
                "bad-size",
                option + " " + text + " is no size: write it like 500K, 10M or 1G"));
  }

  /// A duration in at most two units, such as `52 min` or `3 h 10 min`; `over` when it is past.
  static String human(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      return "over";
    }
    if (duration.toMinutes() == 0) {
      return duration.toSeconds() + " s";
    }
    if (duration.toHours() == 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() == 0
        ? two(duration.toHours(), "h", duration.toMinutesPart(), "min")
        : two(duration.toDays(), "d", duration.toHoursPart(), "h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    var first = large + " " + largeUnit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }

  private static long read(String text, String units, long[] factors, Problem refusal) {
    int unit = text.isEmpty() ? -1 : units.indexOf(text.charAt(text.length() - 1));
    var number = unit < 0 ? text : text.substring(0, text.length() - 1);
    if (number.isEmpty() || !Character.isDigit(number.charAt(0))) {
      throw refusal; // no sign either
    }
    try {
      return Math.multiplyExact(Long.parseLong(number), factors[Math.max(unit, 0)]);
    } catch (NumberFormatException | ArithmeticException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
  }
}
