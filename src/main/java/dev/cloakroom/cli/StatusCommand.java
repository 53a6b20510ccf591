package dev.cloakroom.cli;

import dev.cloakroom.wire.StatusView;
import java.time.Duration;
import picocli.CommandLine.Command;

/// `status`: the host, and how its accounts are.
@Command(
    name = "status",
    description = "Show the host and how its accounts are.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom status", "  cloakroom status --json || alarm"},
    exitCodeListHeading = "%nExit codes (of several accounts the worst counts):%n",
    exitCodeList = {
      "0:all are healthy",
      "3:a token is expired",
      "4:an account needs a person: needs-consent, uncertain, misconfigured",
      "5:no host is running",
    })
final class StatusCommand extends HostCommand {
  StatusCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    var body = host().get("/v1/status").body();
    var status = read(StatusView.class, body);
    if (json) {
      out().println(body);
    } else {
      print(status);
    }
    return AccountReport.exit(status.accounts());
  }

  private void print(StatusView status) {
    var since = Duration.between(status.startedAt(), around.clock().instant());
    out().println("host      cloakroom " + status.version() + ", up " + Quantities.human(since));
    out().println("home      " + status.home());
    out().println("console   " + status.console());
    out().println();
    new AccountReport(around).states(status.accounts());
  }
}
