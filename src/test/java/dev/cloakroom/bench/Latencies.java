package dev.cloakroom.bench;

/// How long requests took, counted by the microsecond; longer than a second counts as a second. For
/// one thread.
final class Latencies {
  private static final int LONGEST = 1_000_000;

  private final int[] counts = new int[LONGEST + 1];
  private long total;

  void add(long nanos) {
    counts[(int) Math.min(nanos / 1000, LONGEST)]++;
    total++;
  }

  void addAll(Latencies other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  long total() {
    return total;
  }

  /// The microseconds that `share` of the requests did not exceed.
  double micros(double share) {
    long wanted = (long) Math.ceil(share * total);
    int at = 0;
    for (long seen = counts[0]; seen < wanted && at < LONGEST; seen += counts[at]) {
      at++;
    }
    return at;
  }
}
