package dev.cloakroom.nanokimi;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How an engine maps the users of its containers to users of the host.
public enum UserMapping {
  /// They are the same: Docker and Podman as root.
  NONE,
  /// All containers begin at the first number of a range: Docker with `userns-remap`.
  REMAPPED,
  /// Root inside is whoever runs the engine, all others come out of their range: rootless Docker
  /// and Podman.
  ROOTLESS,
  /// The person is themself inside: Podman with `--userns=keep-id`.
  KEEP_ID;

  private static final Pattern LINE = Pattern.compile("([^:]+):(\\d{1,10}):(\\d{1,10})");

  /// Numbers that a user may give to those of their containers, as in `/etc/subuid`.
  ///
  /// @param owner the user's name or number
  public record Range(String owner, long first, long count) {}

  /// The ranges that a file like `/etc/subuid` lists.
  public static List<Range> ranges(Stream<String> lines) {
    return lines
        .map(line -> LINE.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(line ->
            new Range(line.group(1), Long.parseLong(line.group(2)), Long.parseLong(line.group(3))))
        .toList();
  }

  /// Which user of the host the user `inside` is; empty when no range has room for them.
  ///
  /// @param own who runs the engine
  /// @param ranges theirs, in the order of the file
  public OptionalInt onHost(int inside, int own, List<Range> ranges) {
    return switch (this) {
      case NONE -> OptionalInt.of(inside);
      case KEEP_ID -> OptionalInt.of(own);
      case REMAPPED -> nth(inside, ranges);
      case ROOTLESS -> inside == 0 ? OptionalInt.of(own) : nth(inside - 1L, ranges);
    };
  }

  private static OptionalInt nth(long offset, List<Range> ranges) {
    long left = offset;
    for (var range : ranges) {
      if (left < range.count) {
        return OptionalInt.of((int) (range.first + left));
      }
      left -= range.count;
    }
    return OptionalInt.empty();
  }
}
