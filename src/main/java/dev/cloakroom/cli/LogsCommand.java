package dev.cloakroom.cli;

import dev.cloakroom.wire.LogView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `logs`: what runs got, said and came to.
@Command(
    name = "logs",
    description = {
      "Show the log of a run: what it got, what it said, how it ended; without tokens.",
      "Without a run it lists the logs that are kept, newest first."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom logs", "  cloakroom logs 1a2b3c4d", "  cloakroom logs --json"})
final class LogsCommand extends HostCommand {
  @Parameters(arity = "0..1", paramLabel = "RUN", description = "The id of a run.")
  private @Nullable String run;

  LogsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (run == null) {
      list();
    } else {
      requireName("run", run);
      var text = host().get("/v1/logs/" + run).body();
      text.lines().forEach(line -> out().println(Terminal.clean(line)));
    }
    return 0;
  }

  private void list() {
    var body = host().get("/v1/logs").body();
    var logs = readList(LogView.class, body);
    if (json) {
      out().println(body);
    } else if (logs.isEmpty()) {
      out().println("No run has been logged yet.");
    } else {
      var table = new Table("RUN", "STARTED", "BYTES");
      logs.forEach(log -> table.row(log.run(), log.started(), String.valueOf(log.bytes())));
      table.print(terminal());
    }
  }
}
