package dev.cloakroom.cli;

import dev.cloakroom.wire.AccountView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `accounts`: the accounts, in short.
@Command(
    name = "accounts",
    description = "List the accounts.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom accounts",
      "  cloakroom accounts --json",
      "  cloakroom accounts --calendar > cloakroom.ics"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all are healthy",
      "3:a token is expired",
      "4:an account needs a person",
      "5:no host is running",
    })
final class AccountsCommand extends HostCommand {
  @Option(
      names = "--calendar",
      description =
          "Print when accounts end as a calendar (iCalendar); exit 0 whatever their states.")
  boolean calendar;

  AccountsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (calendar) {
      out().print(host().get("/v1/calendar.ics").body());
      return 0;
    }
    var body = host().get("/v1/accounts").body();
    var accounts = readList(AccountView.class, body);
    if (json) {
      out().println(body);
    } else {
      new AccountReport(around).names(accounts);
    }
    return AccountReport.exit(accounts);
  }
}
