package dev.cloakroom.control;

/// Content lines of a calendar (RFC 5545 section 3.1), in the order in which they are added.
final class CalendarLines {
  private static final int LONGEST = 75; // octets

  private final StringBuilder out = new StringBuilder();

  /// Adds a property whose value stands as it is.
  CalendarLines line(String name, String value) {
    int octets = 0;
    for (int point : (name + ":" + value).codePoints().toArray()) {
      int size = octetsOf(point);
      if (octets + size > LONGEST) {
        out.append("\r\n ");
        octets = 1;
      }
      out.appendCodePoint(point);
      octets += size;
    }
    out.append("\r\n");
    return this;
  }

  /// Adds a property whose value is text, whoever wrote it.
  CalendarLines text(String name, String value) {
    var escaped =
        value
            .replace("\\", "\\\\")
            .replace(";", "\\;")
            .replace(",", "\\,")
            .replaceAll("\r\n?|\n", "\\\\n")
            .replaceAll("[\\p{Cc}\u2028\u2029]", " ");
    return line(name, escaped);
  }

  /// How many octets a character takes in UTF-8.
  private static int octetsOf(int point) {
    if (point < 0x80) {
      return 1;
    }
    return point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
