package dev.cloakroom.playground;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A form on a page, as far as our own pages use forms: inputs, check boxes and buttons.
///
/// @param method in upper case
/// @param action as written; empty for the page itself
record HtmlForm(String method, String action, List<Input> inputs, List<Button> buttons) {
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
  private static final Pattern FORM = Pattern.compile("(?is)<form\\b([^>]*)>(.*?)</form>");
  private static final Pattern INPUT = Pattern.compile("(?is)<input\\b([^>]*)>");
  private static final Pattern BUTTON = Pattern.compile("(?is)<button\\b([^>]*)>(.*?)</button>");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("([\\w-]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+)))?");

  /// The forms of a page, in its order.
  static List<HtmlForm> on(String page) {
    return FORM.matcher(COMMENT.matcher(page).replaceAll(""))
        .results()
        .map(form -> read(attributes(form.group(1)), form.group(2)))
        .toList();
  }

  /// The button that the answers press: one they name, or the only one of a form that asks for
  /// something they know.
  Optional<Button> pressedBy(Answers answers) {
    for (var wanted : answers.buttons()) {
      var found = buttons.stream().filter(button -> button.isCalled(wanted)).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    boolean asked = inputs.stream().anyMatch(input -> input.isAnsweredBy(answers));
    return asked && buttons.size() == 1 ? Optional.of(buttons.getFirst()) : Optional.empty();
  }

  /// The form as it is sent when `pressed` is pressed.
  String filled(Answers answers, Button pressed) {
    var pairs = new ArrayList<String>();
    for (var input : inputs) {
      var typed = input.isAnsweredBy(answers) ? answers.fields().get(input.name()) : null;
      pairs.add(pair(input.name(), typed == null ? input.value() : typed));
    }
    if (!pressed.name().isEmpty()) {
      pairs.add(pair(pressed.name(), pressed.value()));
    }
    return String.join("&", pairs);
  }

  private static String pair(String name, String value) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static HtmlForm read(Map<String, String> form, String content) {
    var inputs = new ArrayList<Input>();
    var buttons = new ArrayList<Button>();
    for (var match : INPUT.matcher(content).results().toList()) {
      sort(attributes(match.group(1)), inputs, buttons);
    }
    for (var match : BUTTON.matcher(content).results().toList()) {
      buttons.add(button(attributes(match.group(1)), match.group(2)));
    }
    inputs.removeIf(input -> input.name().isEmpty());
    var method = form.getOrDefault("method", "get").equalsIgnoreCase("post") ? "POST" : "GET";
    return new HtmlForm(method, form.getOrDefault("action", ""), inputs, buttons);
  }

  private static void sort(Map<String, String> tag, List<Input> inputs, List<Button> buttons) {
    var name = tag.getOrDefault("name", "");
    var value = tag.getOrDefault("value", "");
    switch (tag.getOrDefault("type", "text")) {
      case "submit" -> buttons.add(new Button(name, value, value));
      case "hidden" -> inputs.add(new Input(name, value, false));
      case "checkbox", "radio" -> {
        if (tag.containsKey("checked")) {
          inputs.add(new Input(name, tag.getOrDefault("value", "on"), false));
        }
      }
      default -> inputs.add(new Input(name, value, true));
    }
  }

  private static Button button(Map<String, String> tag, String content) {
    var label = unescape(content.replaceAll("<[^>]*>", "")).strip();
    return new Button(tag.getOrDefault("name", ""), tag.getOrDefault("value", ""), label);
  }

  private static Map<String, String> attributes(String tag) {
    return ATTRIBUTE
        .matcher(tag)
        .results()
        .collect(
            Collectors.toMap(
                match -> match.group(1),
                match -> unescape(firstOf(match.group(2), match.group(3), match.group(4))),
                (first, _) -> first,
                LinkedHashMap::new));
  }

  private static String firstOf(@Nullable String... candidates) {
    for (var candidate : candidates) {
      if (candidate != null) {
        return candidate;
      }
    }
    return "";
  }

  static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }

  /// A field; `open` when a person could type into it.
  record Input(String name, String value, boolean open) {
    boolean isAnsweredBy(Answers answers) {
      return open && answers.fields().containsKey(name);
    }
  }

  /// A button that submits.
  record Button(String name, String value, String label) {
    boolean isCalled(String wanted) {
      return value.equalsIgnoreCase(wanted) || label.equalsIgnoreCase(wanted);
    }
  }
}
