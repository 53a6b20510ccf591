package dev.cloakroom.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One line of a bench's report.
///
/// @param what what was measured
/// @param unit of the values
/// @param value the measured one
/// @param tail a worse one that also happens, such as the 90th percentile; null for none
/// @param beside what the other side needed in the same run; null for none
/// @param target what is promised; null for nothing
record Figure(
    String what,
    String unit,
    double value,
    @Nullable Double tail,
    @Nullable Double beside,
    @Nullable Target target) {

  /// A bound on the value, or on its ratio to the other side's.
  record Target(boolean atMost, double bound, boolean ofRatio) {
    static Target atMost(double bound) {
      return new Target(true, bound, false);
    }

    static Target atLeast(double bound) {
      return new Target(false, bound, false);
    }

    static Target atMostTimes(double bound) {
      return new Target(true, bound, true);
    }

    static Target atLeastTimes(double bound) {
      return new Target(false, bound, true);
    }

    @Override
    public String toString() {
      return (atMost ? "<= " : ">= ") + number(bound) + (ofRatio ? "x" : "");
    }
  }

  /// A count.
  static Figure of(String what, String unit, long value) {
    return of(what, unit, (double) value);
  }

  static Figure of(String what, String unit, double value) {
    return new Figure(what, unit, value, null, null, null);
  }

  Figure tail(double tail) {
    return new Figure(what, unit, value, tail, beside, target);
  }

  Figure beside(double beside) {
    return new Figure(what, unit, value, tail, beside, target);
  }

  Figure target(Target target) {
    return new Figure(what, unit, value, tail, beside, target);
  }

  /// To the other side's value where there is one, else to the target.
  @Nullable Double ratio() {
    if (beside != null) {
      return value / beside;
    }
    return target == null || target.bound == 0 ? null : value / target.bound;
  }

  @Nullable Boolean reached() {
    if (target == null) {
      return null;
    }
    double compared = target.ofRatio && beside != null ? value / beside : value;
    return target.atMost ? compared <= target.bound : compared >= target.bound;
  }

  /// Three digits that count.
  static String number(double value) {
    var form = value >= 100 || value == Math.rint(value) ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
