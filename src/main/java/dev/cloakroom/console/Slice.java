package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One page of a long list, and the way to the others.
///
/// @param number of the page, from 1 on
/// @param pages how many there are, at least 1
record Slice<T>(List<T> items, int number, int pages) {
  /// The page of `all` that the request names.
  static <T> Slice<T> of(List<T> all, int size, Request request) {
    int pages = Math.max(1, (all.size() + size - 1) / size);
    int number = Math.clamp(number(request), 1, pages);
    int from = (number - 1) * size;
    return new Slice<>(all.subList(from, Math.min(from + size, all.size())), number, pages);
  }

  private static int number(Request request) {
    var text = request.query("page").orElse("1");
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 1;
  }

  /// Links to the pages beside; nothing when there is only one.
  Html links(Browser browser, String path, String query) {
    if (pages == 1) {
      return Html.nothing();
    }
    return element(
        "nav",
        Map.of("class", "pages", "aria-label", "More of this list"),
        beside(browser, path, query, number - 1, "Previous"),
        tag("span.soft.number", "Page %d of %d".formatted(number, pages)),
        beside(browser, path, query, number + 1, "Next"));
  }

  private Html beside(Browser browser, String path, String query, int page, String text) {
    if (page < 1 || page > pages) {
      return tag("span");
    }
    var find = query.isEmpty() ? "" : "&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    return Frame.link(browser, path + "?page=" + page + find, text);
  }
}
