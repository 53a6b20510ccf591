package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.EventView;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `events`: what happens in the host, as it happens.
@Command(
    name = "events",
    description = {
      "Show what happens in the host, until it stops.",
      "What it has kept of the last events comes first, a thousand at most."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom events",
      "  cloakroom events --json | jq 'select(.type == \"auth_required\")'",
      "  cloakroom events --after 120"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"5:no host is running, or it has stopped"})
final class EventsCommand extends HostCommand {
  private static final String TYPE = "event: ";
  private static final String DATA = "data: ";
  private static final String GAP = "gap";
  private static final String END = "end";

  @Option(
      names = "--after",
      paramLabel = "ID",
      defaultValue = "0",
      description = "Begin after the event of that id; usually with the oldest that is kept.")
  long after;

  private String type = "";

  EventsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    host().stream("GET", "/v1/events?after=" + Math.max(0, after), "", this::take);
    throw new Problem(Kind.HOST_DOWN, "host-gone", "the host stopped: look at its log");
  }

  /// A line of the stream; what is neither a type nor data is not for people.
  private void take(String line) {
    if (line.startsWith(TYPE)) {
      type = line.substring(TYPE.length());
    } else if (line.startsWith(DATA)) {
      tell(line.substring(DATA.length()));
    }
  }

  private void tell(String data) {
    switch (type) {
      case GAP -> {
        if (after > 0) {
          terminal().say("events before these are gone");
        }
      }
      case END -> {}
      default -> print(json ? data : words(read(EventView.class, data)));
    }
  }

  private static String words(EventView event) {
    var parts =
        Stream.of(
            event.at(),
            event.type(),
            event.account(),
            event.workload(),
            event.run(),
            event.consent(),
            event.state(),
            event.exit() == null ? null : "exit " + event.exit(),
            event.message());
    return Terminal.clean(
        parts.filter(Objects::nonNull).map(String::valueOf).collect(Collectors.joining("  ")));
  }

  private void print(String line) {
    out().println(line);
    if (out().checkError()) { // flushes
      throw new Problem(Kind.FAILED, "output-closed", "nobody reads the events any more");
    }
  }
}
