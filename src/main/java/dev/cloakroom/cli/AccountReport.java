package dev.cloakroom.cli;

import dev.cloakroom.credential.Ending;
import dev.cloakroom.wire.AccountView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is told of accounts: how they are, and what is to be done about those that are not well.
final class AccountReport {
  private static final String HEALTHY = "healthy";
  private static final String DEAD = "needs-consent";

  private final Terminal terminal;
  private final Clock clock;

  AccountReport(Surroundings around) {
    this.terminal = around.terminal();
    this.clock = around.clock();
  }

  /// The exit code: a person is needed (4) before expired (3) before healthy (0).
  static int exit(List<AccountView> accounts) {
    int worst = 0;
    for (var account : accounts) {
      worst =
          Math.max(
              worst,
              switch (account.state()) {
                case HEALTHY -> 0;
                case "expired" -> 3;
                default -> 4;
              });
    }
    return worst;
  }

  /// Prints who they are, in short.
  void names(List<AccountView> accounts) {
    var table = new Table("ACCOUNT", "WHOSE", "STATE", "SCOPES");
    for (var each : accounts) {
      add(table, each, each.account(), each.label(), each.state(), each.scope());
    }
    print(table, accounts);
  }

  /// Prints how they are.
  void states(List<AccountView> accounts) {
    var table = new Table("ACCOUNT", "WHOSE", "STATE", "EXPIRES IN", "REFRESH IN", "SCOPES");
    for (var each : accounts) {
      add(
          table,
          each,
          each.account(),
          each.label(),
          each.state(),
          until(each.expiresAt(), "never"),
          until(each.refreshDue(), "-"),
          each.scope());
    }
    print(table, accounts);
  }

  private void print(Table table, List<AccountView> accounts) {
    if (accounts.isEmpty()) {
      terminal.out().println("No account yet. Connect one with: cloakroom connect PROVIDER");
      return;
    }
    table.print(terminal);
    for (var account : accounts) {
      if (account.state().equals(DEAD)) {
        terminal.out().println(Terminal.clean(dead(account)));
      } else if (!account.reason().isEmpty()) {
        terminal.out().println(Terminal.clean(account.account() + ": " + account.reason()));
      } else if (Ending.isSoon(account.lastsUntil(), clock.instant())) {
        terminal.out().println(Terminal.clean(ending(account)));
      }
    }
  }

  private String ending(AccountView account) {
    var because = account.lastsBecause();
    var story = Ending.of(because == null ? "" : because).map(why -> ", as " + why.story());
    return "%s: ends in %s%s; log in again before: %s"
        .formatted(
            account.account(), until(account.lastsUntil(), ""), story.orElse(""), connect(account));
  }

  private static String dead(AccountView account) {
    var reason = account.reason().isEmpty() ? "" : " (" + account.reason() + ")";
    return "%s: its authorization has ended%s; log in again: %s"
        .formatted(account.account(), reason, connect(account));
  }

  private static String connect(AccountView account) {
    return "cloakroom connect " + account.account().replace("/", " --as ");
  }

  private static void add(Table table, AccountView account, String... cells) {
    if (account.state().equals(HEALTHY)) {
      table.row(cells);
    } else {
      table.alarm(cells);
    }
  }

  private String until(@Nullable Instant end, String never) {
    return end == null ? never : Quantities.human(Duration.between(clock.instant(), end));
  }
}
