package dev.cloakroom.cli;

import dev.cloakroom.wire.AccountView;
import picocli.CommandLine.Command;

/// `accounts`: the accounts, in short.
@Command(
    name = "accounts",
    description = "List the accounts.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom accounts", "  cloakroom accounts --json"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all are healthy",
      "3:a token is expired",
      "4:an account needs a person",
      "5:no host is running",
    })
final class AccountsCommand extends HostCommand {
  AccountsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
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
