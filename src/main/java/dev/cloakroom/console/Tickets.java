package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.http.Html;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The consent requests that wait for their person, one ticket each.
final class Tickets {
  private Tickets() {}

  /// A part of the page; empty when nobody waits.
  static Html of(List<ConsentRequest> requests, Browser browser, Instant now) {
    var tickets = requests.stream().map(request -> ticket(request, browser, now)).toList();
    return element(
        "section",
        Map.of("class", "tickets", "data-part", "tickets", "aria-label", "Waiting for your answer"),
        Html.join(tickets));
  }

  private static Html ticket(ConsentRequest request, Browser browser, Instant now) {
    var answer =
        Map.of(
            "class",
            "button main",
            "href",
            browser.path("/consent/" + request.id()),
            "data-popup",
            "");
    return tag(
        "div.ticket",
        tag(
            "div",
            element("strong", words(request)),
            Frame.scopes(request.scopes().names()),
            tag("div.soft", Html.text("Asked "), Spans.moment(request.createdAt(), now))),
        element("a", answer, Html.text(request.isHost() ? "Log in" : "Answer")));
  }

  private static String words(ConsentRequest request) {
    var account = request.account();
    return request.isHost()
        ? "You asked to connect " + (account == null ? request.askedAs() : account.toString())
        : request.workload() + " asks for " + request.askedAs();
  }
}
