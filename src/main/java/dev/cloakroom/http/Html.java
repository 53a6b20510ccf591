package dev.cloakroom.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A piece of HTML that is safe to show: made of elements and escaped text, and of nothing else.
///
/// There is no way to put markup in from a string, so what a stranger wrote stays text. Scripts,
/// event attributes and links to anything but the web are refused.
public final class Html {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern SCHEME =
      Pattern.compile("^[\\s\\p{Cntrl}]*([^/?#]*?):", Pattern.DOTALL);
  private static final Set<String> WEB = Set.of("http", "https");
  private static final Set<String> LINKS = Set.of("href", "src", "action", "formaction");
  private static final Set<String> EMPTY = Set.of("br", "hr", "img", "input", "link", "meta");
  private static final Set<String> FORBIDDEN =
      Set.of("script", "style", "iframe", "object", "embed");

  private final String markup;

  private Html(String markup) {
    this.markup = markup;
  }

  /// Text, with everything that HTML would take for markup escaped.
  public static Html text(String text) {
    return new Html(escaped(text));
  }

  /// An element around others.
  public static Html element(String name, Html... children) {
    return element(name, Map.of(), children);
  }

  /// An element around a text.
  public static Html element(String name, String text) {
    return element(name, text(text));
  }

  /// An element by its name and classes, such as `li.item.account`.
  public static Html tag(String nameAndClasses, Html... children) {
    int dot = nameAndClasses.indexOf('.');
    if (dot < 0) {
      return element(nameAndClasses, children);
    }
    var classes = nameAndClasses.substring(dot + 1).replace('.', ' ');
    return element(nameAndClasses.substring(0, dot), Map.of("class", classes), children);
  }

  /// The same around a text.
  public static Html tag(String nameAndClasses, String text) {
    return tag(nameAndClasses, text(text));
  }

  /// An element with attributes; an attribute with an empty value is written alone (`disabled`).
  public static Html element(String name, Map<String, String> attributes, Html... children) {
    if (FORBIDDEN.contains(name)) {
      throw new IllegalArgumentException("pages have no element " + name);
    }
    var inside = Arrays.stream(children).map(Html::markup).collect(Collectors.joining());
    var opening = "<" + checked(name) + attributes(attributes) + ">";
    return new Html(EMPTY.contains(name) ? opening : opening + inside + "</" + name + ">");
  }

  /// Nothing.
  public static Html nothing() {
    return new Html("");
  }

  /// Pieces one after the other.
  public static Html join(List<Html> pieces) {
    return joined("\n", pieces);
  }

  /// The same where white space counts.
  public static Html joined(String between, List<Html> pieces) {
    return new Html(
        pieces.stream().map(Html::markup).collect(Collectors.joining(escaped(between))));
  }

  /// The text that stands for `text` in HTML, in elements and in quoted attributes.
  public static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      switch (character) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(character);
      }
    }
    return safe.toString();
  }

  /// The HTML itself.
  public String markup() {
    return markup;
  }

  @Override
  public String toString() {
    return markup;
  }

  private static String attributes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey()) // maps of unknown order still give one page
        .map(entry -> attribute(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  private static String attribute(String name, String value) {
    if (name.startsWith("on") || name.equals("style")) {
      throw new IllegalArgumentException("pages have no attribute " + name);
    }
    if (LINKS.contains(name)) {
      checkLink(value);
    }
    return value.isEmpty() && !name.equals("value")
        ? " " + checked(name)
        : " " + checked(name) + "=\"" + escaped(value) + "\"";
  }

  private static void checkLink(String target) {
    var scheme = SCHEME.matcher(target);
    if (scheme.find() && !WEB.contains(scheme.group(1))) {
      throw new IllegalArgumentException("a link of a page leads to the web only");
    }
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name in HTML: " + name);
    }
    return name;
  }
}
