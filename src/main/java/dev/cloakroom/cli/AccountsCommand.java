package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.AccountView;
import dev.cloakroom.wire.LinkView;
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
      "  cloakroom accounts --calendar > cloakroom.ics",
      "  cloakroom accounts --calendar-address"
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

  @Option(
      names = "--calendar-address",
      description =
          "Print a new address of that calendar, for a program that subscribes to it; the one before ends.")
  boolean address;

  AccountsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (calendar && address) {
      throw new Problem(
          Kind.USAGE,
          "bad-choice",
          "--calendar prints the calendar, --calendar-address where it is: choose one");
    }
    if (address) {
      return printAddress();
    }
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

  private int printAddress() {
    var body = host().post("/v1/calendar", "").body();
    var address = read(LinkView.class, body).link();
    out().println(json ? body : Terminal.clean(address));
    if (!json) {
      terminal()
          .say("whoever has this address can read when accounts end; the one before has ended");
    }
    return 0;
  }
}
