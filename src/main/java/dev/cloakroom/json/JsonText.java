package dev.cloakroom.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads JSON that holds tokens: into maps, lists, texts, decimals, truth values and null.
///
/// Its only bounds are the text's own length and how deep it may be nested: the libraries refuse
/// whole bodies for one long member, and a refresh token beside it would be lost. So it also
/// forgives what makes no difference: control characters inside a text, and whatever comes after
/// the value. Of members with the same name the last one counts.
public final class JsonText {
  /// This is not JSON.
  public static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final int DEEPEST = 500;
  private static final String ESCAPED = "\"\\/bfnrt";
  private static final String MEANT = "\"\\/\b\f\n\r\t";
  private static final int HEXADECIMAL = 16;
  private static final int CODE_UNIT = 4;

  /// Longer numbers mean nothing to anybody, and take long to read.
  private static final int LONGEST_NUMBER = 400;

  private static final int LONGEST_EXPONENT = 9;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?(?:[eE][+-]?(\\d++))?");

  private final String text;
  private int at;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /// The value at the start of `text`.
  ///
  /// @throws MalformedException when there is none, or it is nested too deep
  public static @Nullable Object read(String text) {
    return new JsonText(text).value();
  }

  private @Nullable Object value() {
    return switch (next()) {
      case '{' -> members();
      case '[' -> items();
      case '"' -> quoted();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> members() {
    var members = new LinkedHashMap<String, @Nullable Object>();
    for (boolean more = enter('}'); more; more = goesOn('}')) {
      if (next() != '"') {
        throw new MalformedException();
      }
      var name = quoted();
      take(':');
      members.put(name, value());
    }
    return members;
  }

  private List<@Nullable Object> items() {
    var items = new ArrayList<@Nullable Object>();
    for (boolean more = enter(']'); more; more = goesOn(']')) {
      items.add(value());
    }
    return items;
  }

  /// Steps over the opening bracket. False when the closing one comes at once.
  private boolean enter(char closing) {
    at++;
    if (++depth > DEEPEST) {
      throw new MalformedException();
    }
    return next() != closing || leave();
  }

  /// Steps over the comma before one more, or the closing bracket.
  private boolean goesOn(char closing) {
    if (next() == closing) {
      return leave();
    }
    take(',');
    return true;
  }

  private boolean leave() {
    at++;
    depth--;
    return false;
  }

  private String quoted() {
    int start = ++at;
    StringBuilder plain = null;
    for (char one = here(); one != '"'; one = here()) {
      if (one == '\\') {
        plain = plain == null ? new StringBuilder() : plain;
        plain.append(text, start, at);
        at++;
        plain.append(escaped());
        start = at;
      } else {
        at++;
      }
    }
    var rest = text.substring(start, at++);
    return plain == null ? rest : plain.append(rest).toString();
  }

  private char escaped() {
    char letter = here();
    at++;
    if (letter == 'u') {
      return codeUnit();
    }
    int meant = ESCAPED.indexOf(letter);
    if (meant < 0) {
      throw new MalformedException();
    }
    return MEANT.charAt(meant);
  }

  private char codeUnit() {
    int unit = 0;
    for (int left = CODE_UNIT; left > 0; left--) {
      int digit = Character.digit(here(), HEXADECIMAL);
      if (digit < 0) {
        throw new MalformedException();
      }
      unit = unit * HEXADECIMAL + digit;
      at++;
    }
    return (char) unit;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw new MalformedException();
    }
    at += word.length();
    return value;
  }

  /// A decimal: as doubles, two people with long ids could become one. One that is too long to mean
  /// anything is kept as text.
  private Object number() {
    var matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw new MalformedException();
    }
    at = matcher.end();
    var written = matcher.group();
    boolean isLong =
        written.length() > LONGEST_NUMBER || matcher.end(1) - matcher.start(1) > LONGEST_EXPONENT;
    return isLong ? written : new BigDecimal(written);
  }

  private void take(char wanted) {
    if (next() != wanted) {
      throw new MalformedException();
    }
    at++;
  }

  /// Steps over white space, and looks at what follows.
  private char next() {
    while (" \t\r\n".indexOf(here()) >= 0) {
      at++;
    }
    return here();
  }

  private char here() {
    if (at >= text.length()) {
      throw new MalformedException();
    }
    return text.charAt(at);
  }
}
