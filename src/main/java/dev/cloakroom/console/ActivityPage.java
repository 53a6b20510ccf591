package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.wire.ActivityView;
import java.time.Instant;

/// What happened, newest first: the audit in sentences.
final class ActivityPage {
  private static final int SIZE = 50;

  private final Rooms rooms;

  ActivityPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var now = rooms.clock().instant();
    var entries = rooms.activity().recent(before(request), SIZE);
    var items = entries.stream().map(entry -> item(entry, now)).toList();
    var page = Frame.page(rooms, browser, Frame.Place.ACTIVITY, "Activity");
    return page.with(
            Frame.part(
                "activity",
                items.isEmpty()
                    ? Frame.empty(
                        "Nothing has happened",
                        "Every token that is handed out is written down here.")
                    : tag("ul.list", Html.join(items)),
                entries.size() < SIZE
                    ? Html.nothing()
                    : tag(
                        "div.pages",
                        tag("span"),
                        Frame.link(
                            browser, "/activity?before=" + entries.getLast().number(), "Older"))))
        .reply(200);
  }

  private static long before(Request request) {
    var text = request.query("before").orElse("");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  private static Html item(ActivityView entry, Instant now) {
    return element(
        "li",
        tag(
            "div.item.act",
            tag("span.soft", Spans.moment(entry.at(), now)),
            tag(
                "span",
                Html.text(sentence(entry)),
                entry.detail().isEmpty()
                    ? Html.nothing()
                    : tag("span.soft", " (" + entry.detail() + ")"))));
  }

  /// A run's id as such; the person's own machine by name, where there are several.
  private static String who(ActivityView entry) {
    var recipient = entry.recipient();
    var here = entry.node().isEmpty() ? "This machine" : "The machine " + entry.node();
    return recipient.matches("[0-9a-f]{8}")
        ? "Run " + recipient
        : recipient.equals(Consents.HOST) ? here : recipient;
  }

  private static String sentence(ActivityView entry) {
    var account = entry.account() == null ? "an account" : entry.account();
    var who = who(entry);
    return switch (entry.event()) {
      case "released" ->
          "%s was given the token of %s, set %d".formatted(who, account, entry.generation());
      case "repeated" -> "%s was given the token of %s again".formatted(who, account);
      case "committed" -> "%s has a new token set, %d".formatted(account, entry.generation());
      case "disconnected" -> "%s was disconnected".formatted(account);
      case "granted" -> "%s may read %s".formatted(who, account);
      case "ungranted" -> "%s may not read %s any more".formatted(who, account);
      case "consent-asked" -> "%s asked for consent".formatted(who);
      case "consent-allowed" -> "%s was allowed %s".formatted(who, account);
      case "consent-denied" -> "%s was denied".formatted(who);
      case "consent-blocked" -> "%s was blocked from asking".formatted(who);
      case "consent-expired" -> "A request of %s expired".formatted(who);
      default ->
          "%s%s%s"
              .formatted(
                  entry.event(),
                  entry.account() == null ? "" : ", " + account,
                  who.isEmpty() ? "" : ", " + who);
    };
  }
}
