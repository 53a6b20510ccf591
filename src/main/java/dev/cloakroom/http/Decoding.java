package dev.cloakroom.http;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Undoes percent-encoding, and refuses what could mean two things to two readers.
final class Decoding {
  private Decoding() {}

  /// The decoded segments of a raw path, without its query; the first is empty, as paths start with
  /// a slash. Dot segments, encoded slashes, backslashes and control characters are refused.
  static List<String> segments(String rawPath) {
    if (!rawPath.startsWith("/")) {
      throw badPath();
    }
    var segments = new ArrayList<String>();
    for (var raw : rawPath.split("/", -1)) {
      segments.add(segment(raw));
    }
    return segments;
  }

  /// The first value of each name in `a=1&b=2`, decoded as forms are (`+` is a space).
  static Map<String, String> pairs(String encoded) {
    if (encoded.isEmpty()) {
      return Map.of();
    }
    var values = new LinkedHashMap<String, String>();
    for (var pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      values.putIfAbsent(plusDecoded(name), plusDecoded(value));
    }
    values.remove("");
    return values;
  }

  private static String segment(String raw) {
    var decoded = raw.indexOf('%') < 0 ? raw : percentDecoded(raw);
    boolean dots = decoded.equals(".") || decoded.equals("..");
    if (dots || decoded.chars().anyMatch(Decoding::isAmbiguous)) {
      throw badPath();
    }
    return decoded;
  }

  private static boolean isAmbiguous(int character) {
    return character < ' '
        || character == '/'
        || character == '\\'
        || character == 0x7f
        || character == 0xfffd; // what bytes that are no UTF-8 decode to
  }

  private static String percentDecoded(String raw) {
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw badPath();
    }
  }

  private static String plusDecoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Problem(
          Kind.USAGE,
          "bad-encoding",
          "the query or form has a broken percent-escape: mend the client");
    }
  }

  private static Problem badPath() {
    return new Problem(
        Kind.USAGE,
        "bad-path",
        "the path has a dot segment, an encoded slash, a control character or a broken escape:"
            + " send a plain one");
  }
}
