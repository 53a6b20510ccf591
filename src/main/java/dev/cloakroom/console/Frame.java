package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Asset;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is on every page of the console: the bar with the way around, and the script that keeps the
/// page as the host is.
///
/// A piece with `data-part` is taken anew from the server whenever something happened.
final class Frame {
  static final Asset SCRIPT = Asset.of(Frame.class, "console.js");

  private Frame() {}

  /// The pages of the bar.
  enum Place {
    ACCOUNTS("Accounts", "/"),
    RUNS("Runs", "/runs"),
    ACCESS("Access", "/access"),
    ACTIVITY("Activity", "/activity"),
    SETTINGS("Settings", "/settings");

    private final String title;
    private final String path;

    Place(String title, String path) {
      this.title = title;
      this.path = path;
    }
  }

  /// An empty page of the console.
  static Page page(Rooms rooms, Browser browser, Place here, String title) {
    return Page.titled(title).below(bar(rooms, browser, here)).running(SCRIPT);
  }

  private static Html bar(Rooms rooms, Browser browser, Place here) {
    var links = new ArrayList<Html>();
    for (var place : Place.values()) {
      var attributes = new LinkedHashMap<>(Map.of("href", browser.path(place.path)));
      if (place == here) {
        attributes.put("aria-current", "page");
      }
      links.add(element("a", attributes, Html.text(place.title)));
    }
    var icon = Map.of("src", Page.icon(), "alt", "");
    return element(
        "header",
        Map.of(
            "class",
            "bar",
            "data-events",
            browser.path("/events"),
            "data-last",
            Long.toString(rooms.feed().last())),
        element(
            "a",
            Map.of("class", "brand", "href", browser.path("/")),
            element("img", icon),
            Html.text("Cloakroom")),
        element("nav", Map.of("aria-label", "Pages"), Html.join(links)),
        element("span", Map.of("class", "light", "role", "status"), Html.text("Not live")),
        form(browser, "/leave", tag("button.plain", "Leave")));
  }

  /// A form with the browser's token.
  static Html form(Browser browser, String path, Html... fields) {
    return form(browser, path, Map.of(), fields);
  }

  /// The same, whose page opens in a window of its own where there are scripts.
  static Html popup(Browser browser, String path, Html... fields) {
    return form(browser, path, Map.of("data-popup", ""), fields);
  }

  private static Html form(Browser browser, String path, Map<String, String> more, Html... fields) {
    var attributes = new LinkedHashMap<>(more);
    attributes.put("method", "post");
    attributes.put("action", browser.path(path));
    var all = new ArrayList<Html>();
    all.add(hidden("token", browser.formToken()));
    all.addAll(List.of(fields));
    return element("form", attributes, all.toArray(Html[]::new));
  }

  static Html hidden(String name, String value) {
    return element("input", Map.of("type", "hidden", "name", name, "value", value));
  }

  /// A field that finds in a list, while one types where there are scripts.
  static Html search(Browser browser, String path, String label, String query) {
    var form =
        Map.of("role", "search", "method", "get", "action", browser.path(path), "class", "head");
    var field = new LinkedHashMap<>(Map.of("type", "search", "name", "q", "value", query));
    field.putAll(Map.of("aria-label", label, "placeholder", label, "data-live", ""));
    return element("form", form, element("input", field));
  }

  /// A sheet of the page that follows what happens.
  static Html part(String name, Html... content) {
    return element("section", Map.of("class", "sheet", "data-part", name), content);
  }

  static Html link(Browser browser, String path, String text) {
    return element("a", Map.of("href", browser.path(path)), Html.text(text));
  }

  static Html state(Tone tone, String word) {
    return tag("span.state." + tone.style(), word);
  }

  /// What is said where there is nothing to show: what that means, and what to do.
  static Html empty(String what, String advice) {
    return tag("div.empty", tag("strong", what), Page.text(advice));
  }

  static Html facts(Map<String, Html> facts) {
    var pieces = new ArrayList<Html>();
    facts.forEach((name, value) -> {
      pieces.add(element("dt", name));
      pieces.add(element("dd", value));
    });
    return element("dl", Html.join(pieces));
  }

  /// Scopes by their short names; the whole name on demand.
  static Html scopes(Collection<String> scopes) {
    return tag(
        "ul.chips",
        Html.join(
            scopes.stream()
                .map(one -> element("li", Map.of("title", one), Html.text(shortScope(one))))
                .toList()));
  }

  /// The last part of a scope that is an address; others as they are.
  static String shortScope(String scope) {
    return scope.startsWith("https://") ? scope.substring(scope.lastIndexOf('/') + 1) : scope;
  }
}
