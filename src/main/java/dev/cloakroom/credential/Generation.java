package dev.cloakroom.credential;

/// A number that only grows: every new token set of an account is one more. The first is 1.
public record Generation(long number) implements Comparable<Generation> {
  /// Before the first token set.
  public static final Generation NONE = new Generation(0);

  public Generation {
    if (number < 0) {
      throw new IllegalArgumentException("negative generation: " + number);
    }
  }

  /// The one after this.
  public Generation next() {
    return new Generation(number + 1);
  }

  /// Whether this came later than `other`.
  public boolean isAfter(Generation other) {
    return number > other.number;
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
