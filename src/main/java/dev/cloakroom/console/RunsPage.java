package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.wire.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The runs under way, and those that ended not long ago.
final class RunsPage {
  private static final int SIZE = 50;

  private final Rooms rooms;

  RunsPage(Rooms rooms) {
    this.rooms = rooms;
  }

  Reply show(Request request, Browser browser) {
    var now = rooms.clock().instant();
    var slice = Slice.of(rooms.runs().views(), SIZE, request);
    var items = slice.items().stream().map(run -> item(run, browser, now)).toList();
    return Frame.page(rooms, browser, Frame.Place.RUNS, "Runs")
        .with(
            Frame.part(
                "runs",
                items.isEmpty()
                    ? Frame.empty(
                        "Nothing has run yet",
                        "`cloakroom run --grant ACCOUNT -- COMMAND` starts a command in a sandbox, with what it was granted and nothing else.")
                    : tag("ul.list", Html.join(items)),
                slice.links(browser, "/runs", "")))
        .reply(200);
  }

  private static Html item(RunView run, Browser browser, Instant now) {
    return element(
        "li",
        element(
            "a",
            Map.of("class", "item run", "href", browser.path("/runs/" + run.id())),
            tag(
                "span",
                element("strong", run.workload()),
                tag("span.mono", shortened(String.join(" ", run.command())))),
            tag("span", state(run)),
            tag(
                "span.soft.end",
                Html.text("began "),
                Spans.moment(run.startedAt(), now),
                Html.text(lasted(run)))));
  }

  private static String shortened(String command) {
    var line = command.strip().replaceAll("\\s+", " ");
    return line.length() > 100 ? line.substring(0, 99) + "…" : line;
  }

  private static String lasted(RunView run) {
    var end = run.endedAt();
    return end == null ? "" : ", took " + Spans.words(Duration.between(run.startedAt(), end));
  }

  /// How a run stands, in a word.
  static Html state(RunView run) {
    return switch (run.state()) {
      case "running" -> Frame.state(Tone.GOOD, "Running");
      case "waiting" -> Frame.state(Tone.WARN, "Waits for you");
      default -> ended(run);
    };
  }

  private static Html ended(RunView run) {
    var exit = run.exit();
    if (run.reason() != null) {
      return Frame.state(Tone.BAD, "Failed");
    }
    return exit != null && exit != 0
        ? Frame.state(Tone.BAD, "Exit " + exit)
        : Frame.state(Tone.IDLE, "Ended");
  }
}
