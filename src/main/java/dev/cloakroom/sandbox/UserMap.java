package dev.cloakroom.sandbox;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// Which users of this machine the users of a container are, by number, in ranges.
record UserMap(List<Range> ranges) {
  /// Each is who they say.
  static final UserMap IDENTITY = new UserMap(List.of(new Range(0, 0, 1L << 32)));

  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d{1,10})\\s+(\\d{1,10})\\s+(\\d{1,10})");

  UserMap {
    ranges = List.copyOf(ranges);
  }

  /// As many users from one number inside on are those from another number on this machine.
  record Range(long inside, long outside, long count) {
    private boolean has(long user) {
      return inside <= user && user < inside + count;
    }
  }

  /// Reads it as the kernel tells it in `/proc/PID/uid_map`.
  ///
  /// @throws IllegalArgumentException when it is something else
  static UserMap parse(String text) {
    return new UserMap(text.lines().map(UserMap::range).toList());
  }

  private static Range range(String line) {
    var numbers = LINE.matcher(line);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("no range of users");
    }
    return new Range(
        Long.parseLong(numbers.group(1)),
        Long.parseLong(numbers.group(2)),
        Long.parseLong(numbers.group(3)));
  }

  /// Who a user inside is on this machine; empty when there is no such user inside.
  OptionalInt outside(int inside) {
    return ranges.stream()
        .filter(range -> range.has(inside))
        .mapToLong(range -> range.outside + (inside - range.inside))
        .filter(user -> user <= Integer.MAX_VALUE)
        .mapToInt(Math::toIntExact)
        .findFirst();
  }
}
