package dev.cloakroom.bench;

import java.util.Arrays;
import java.util.function.LongSupplier;

/// Times of one thing, done again and again, in nanoseconds.
final class Samples {
  private final long[] sorted;

  private Samples(long[] sorted) {
    this.sorted = sorted;
  }

  static Samples of(long... nanos) {
    var sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  /// Takes `count` of them.
  static Samples take(int count, LongSupplier once) {
    var nanos = new long[count];
    for (int i = 0; i < count; i++) {
      nanos[i] = once.getAsLong();
    }
    return of(nanos);
  }

  /// The smallest that `share` of all do not exceed: 0.5 for the median.
  double at(double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  double millis(double share) {
    return at(share) / 1e6;
  }

  static double median(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
