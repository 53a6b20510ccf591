package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.MigrateRequest;
import dev.cloakroom.wire.MigrateView;
import dev.cloakroom.wire.Wire;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `migrate`: brings another installation over.
@Command(
    name = "migrate",
    description =
        "Bring a NanoKimi checkout over: its account, groups and sessions. NanoKimi must be stopped.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom migrate nanokimi ~/nanokimi --dry-run",
      "  cloakroom migrate nanokimi ~/nanokimi --as kai",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is brought over",
      "1:something could not be read or written; run it again to go on",
      "2:that is no NanoKimi checkout, or it has no login",
      "4:it is brought over, and the provider refused the login: connect it again",
      "5:no host is running",
      "6:refused: it is in use, the newest login can't be told, or the account is here already",
    })
final class MigrateCommand extends HostCommand {
  /// Groups can be large.
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  @Parameters(index = "0", paramLabel = "nanokimi", description = "What it is.")
  private String system;

  @Parameters(index = "1", paramLabel = "DIR", description = "Where it is.")
  private String folder;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "The name of the account (usual: default).")
  private String name;

  @Option(names = "--dry-run", description = "Tell what would be done, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--leave-origin",
      description = "Leave the refresh token where it is, too: two parties hold it then.")
  private boolean leaveOrigin;

  MigrateCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    if (!system.equals("nanokimi")) {
      throw new Problem(Kind.USAGE, "bad-choice", "migrate knows one system: migrate nanokimi DIR");
    }
    requireName("account", name);
    var asked =
        new MigrateRequest(
            around.folder().resolve(folder).normalize().toString(),
            name,
            dryRun,
            leaveOrigin,
            ProcessHandle.current().pid());
    var host = new HostClient(around.socket(), PATIENCE);
    var body = host.post("/v1/migrate/nanokimi", Wire.json(asked)).body();
    var done = read(MigrateView.class, body);
    if (json) {
      out().println(body);
    } else {
      print(done);
    }
    var now = done.now();
    return now != null && now.state().equals("needs-consent") ? Kind.PERSON_NEEDED.exitCode() : 0;
  }

  private void print(MigrateView done) {
    var table = new Table("WHAT", dryRun ? "WOULD BE" : "IS NOW");
    done.changes().forEach(change -> table.row(change.what(), change.change()));
    table.print(terminal());
    var now = done.now();
    if (now != null) {
      out().println(Terminal.clean("%s is %s.".formatted(done.account(), now.state())));
    }
    if (leaveOrigin) {
      terminal()
          .say(
              "the checkout still has its refresh token: whoever refreshes first ends it for the other");
    }
  }
}
