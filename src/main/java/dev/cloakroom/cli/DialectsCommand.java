package dev.cloakroom.cli;

import dev.cloakroom.wire.DialectView;
import dev.cloakroom.wire.DialectView.DeliveryView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dialects`: the tools whose credential formats are known.
@Command(
    name = "dialects",
    description = "List the tools whose forms of tokens are known, or tell of one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom dialects",
      "  cloakroom dialects codex",
      "  cloakroom dialects --json",
    })
final class DialectsCommand extends HostCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Tell of this one: what a run of the tool gets, in each way.")
  private @Nullable String name;

  DialectsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (name != null) {
      requireName("dialect", name);
    }
    var body = host().get("/v1/dialects" + (name == null ? "" : "/" + name)).body();
    if (json) {
      out().println(body);
    } else if (name == null) {
      table(readList(DialectView.class, body)).print(terminal());
    } else {
      tell(read(DialectView.class, body));
    }
    return 0;
  }

  private static Table table(List<DialectView> dialects) {
    var table = new Table("DIALECT", "TOOL", "MODE", "THE RUN HOLDS", "OR BY");
    for (var dialect : dialects) {
      var deliveries = dialect.deliveries();
      var best = deliveries.getFirst();
      var others = deliveries.stream().skip(1).map(DeliveryView::mode).toList();
      table.row(
          dialect.name(), dialect.tool(), best.mode(), best.holds(), String.join(", ", others));
    }
    return table;
  }

  private void tell(DialectView dialect) {
    say(dialect.name() + ": " + dialect.tool());
    if (!dialect.providers().isEmpty()) {
      say("for accounts of " + String.join(", ", dialect.providers()));
    }
    for (var delivery : dialect.deliveries()) {
      say("");
      say(delivery.mode() + ": " + delivery.holds());
      delivery.environment().forEach((variable, value) -> say("  " + variable + "=" + value));
      delivery.files().forEach((path, what) -> say("  " + path + ": " + what));
    }
  }

  private void say(String words) {
    out().println(Terminal.clean(words));
  }
}
