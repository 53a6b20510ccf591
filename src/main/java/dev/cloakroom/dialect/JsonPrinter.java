package dev.cloakroom.dialect;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON: maps, lists, texts, numbers, truth values and null.
public final class JsonPrinter {
  private static final String STEP = "  ";
  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;

  private JsonPrinter(boolean pretty) {
    this.pretty = pretty;
  }

  /// On one line, without spaces.
  public static String compact(@Nullable Object value) {
    return print(value, false);
  }

  /// Each member on a line of its own, indented by two spaces.
  public static String pretty(@Nullable Object value) {
    return print(value, true);
  }

  /// A text as it stands between the quotes of a JSON string.
  static String escaped(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      switch (one) {
        case '"', '\\' -> out.append('\\').append(one);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> out.append(one < FIRST_PRINTABLE ? "\\u%04x".formatted((int) one) : one);
      }
    }
    return out.toString();
  }

  private static String print(@Nullable Object value, boolean pretty) {
    var printer = new JsonPrinter(pretty);
    printer.value(value, "");
    return printer.out.toString();
  }

  private void value(@Nullable Object value, String indent) {
    switch (value) {
      case Map<?, ?> members -> members(members, indent);
      case List<?> items -> items(items, indent);
      case String text -> quoted(text);
      case null -> out.append("null");
      default -> out.append(value);
    }
  }

  private void quoted(String text) {
    out.append('"').append(escaped(text)).append('"');
  }

  private void members(Map<?, ?> members, String indent) {
    var inner = indent + STEP;
    out.append('{');
    for (Iterator<? extends Map.Entry<?, ?>> left = members.entrySet().iterator();
        left.hasNext(); ) {
      var member = left.next();
      line(inner);
      quoted(String.valueOf(member.getKey()));
      out.append(pretty ? ": " : ":");
      value(member.getValue(), inner);
      out.append(left.hasNext() ? "," : "");
    }
    end(members.isEmpty(), indent);
    out.append('}');
  }

  private void items(List<?> items, String indent) {
    var inner = indent + STEP;
    out.append('[');
    for (Iterator<?> left = items.iterator(); left.hasNext(); ) {
      line(inner);
      value(left.next(), inner);
      out.append(left.hasNext() ? "," : "");
    }
    end(items.isEmpty(), indent);
    out.append(']');
  }

  private void line(String indent) {
    if (pretty) {
      out.append('\n').append(indent);
    }
  }

  private void end(boolean empty, String indent) {
    if (!empty) {
      line(indent);
    }
  }
}
