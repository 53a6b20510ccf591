package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.run.Transcript;
import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.RunView;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run: how it stands, what it holds, and what it says, while it says it.
final class RunPage {
  private final Rooms rooms;

  RunPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var run = run(request);
    var now = rooms.clock().instant();
    var waiting =
        rooms.consents().open().stream().filter(r -> run.waitsFor().contains(r.id())).toList();
    return Frame.page(rooms, browser, Frame.Place.RUNS, run.workload())
        .with(
            Tickets.of(waiting, browser, now),
            standing(run, browser, now),
            held(run, browser),
            said(run, browser))
        .reply(200);
  }

  private RunView run(Request request) {
    return rooms
        .runs()
        .view(request.parameter("id"))
        .orElseThrow(() ->
            new Problem(
                Kind.NOT_FOUND,
                "unknown-run",
                "There is no such run any more; old ones are forgotten."));
  }

  private static Html standing(RunView run, Browser browser, Instant now) {
    var facts = new LinkedHashMap<String, Html>();
    facts.put("Command", tag("span.mono", String.join(" ", run.command())));
    facts.put(
        "Sandbox", Html.text(run.sandbox() + (run.image() == null ? "" : ", " + run.image())));
    facts.put("Began", Spans.moment(run.startedAt(), now));
    var end = run.endedAt();
    if (end != null) {
      facts.put("Ended", Spans.moment(end, now));
    }
    if (run.message() != null) {
      facts.put("Why", Html.text(run.message()));
    }
    return Frame.part(
        "standing",
        tag("div.head", element("h2", "Run " + run.id()), RunsPage.state(run)),
        Frame.facts(facts),
        end == null
            ? tag("p", Frame.form(browser, "/runs/" + run.id() + "/stop", tag("button", "Stop it")))
            : Html.nothing());
  }

  private static Html held(RunView run, Browser browser) {
    var items = run.grants().stream().map(grant -> item(grant, browser)).toList();
    var what = run.endedAt() == null ? "What it holds" : "What it held";
    return Frame.part(
        "held",
        tag("div.head", element("h2", what)),
        items.isEmpty() ? tag("p.soft", "No account.") : tag("ul.list", Html.join(items)));
  }

  private static Html item(GrantView grant, Browser browser) {
    var scopes =
        grant.scopes().isEmpty()
            ? "whatever the account may"
            : String.join(", ", grant.scopes().stream().map(Frame::shortScope).toList());
    return element(
        "li",
        tag(
            "div.item",
            tag(
                "span",
                Frame.link(browser, "/accounts/" + grant.account(), grant.account()),
                Html.text(" as " + grant.name()),
                tag("span.soft", " " + grant.mode() + ": " + scopes))));
  }

  private Html said(RunView run, Browser browser) {
    var lines = rooms.runs().transcript(run.id()).map(t -> t.after(0)).orElse(List.of());
    long last = lines.isEmpty() ? 0 : lines.getLast().number();
    var follow = browser.path("/runs/" + run.id() + "/transcript?follow&after=" + last);
    return tag(
        "section.sheet",
        tag("div.head", element("h2", "What it said"), tag("span.soft", "Tokens are blacked out.")),
        element(
            "pre",
            Map.of(
                "class",
                "transcript",
                "role",
                "log",
                "tabindex",
                "0",
                "aria-label",
                "What the run said",
                "data-follow",
                follow),
            Html.joined("", lines.stream().map(RunPage::line).toList())));
  }

  private static Html line(Transcript.Line line) {
    return tag("span." + line.stream(), line.text() + "\n");
  }

  Reply transcript(Request request) {
    return rooms.runs().transcript(request);
  }

  Reply stop(Request request, Browser browser) {
    rooms.runs().stop(run(request).id());
    return Reply.seeOther(URI.create(browser.path("/runs/" + request.parameter("id"))));
  }
}
