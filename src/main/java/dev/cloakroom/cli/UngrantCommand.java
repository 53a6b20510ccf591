package dev.cloakroom.cli;

import dev.cloakroom.wire.GrantView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ungrant`: takes a grant back.
@Command(
    name = "ungrant",
    description = "No longer let a workload use an account.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom ungrant family google/ana"})
final class UngrantCommand extends HostCommand {
  @Parameters(index = "0", paramLabel = "WORKLOAD", description = "Who may no longer.")
  private String workload;

  @Parameters(index = "1", paramLabel = "ACCOUNT", description = "What, as PROVIDER/NAME.")
  private String account;

  UngrantCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    requireName("workload", workload);
    var id = account(account);
    var body = host().delete("/v1/grants/" + workload + "/" + id).body();
    int ended = readList(GrantView.class, body).size();
    if (json) {
      out().println(body);
    } else if (ended == 0) {
      out().println(workload + " had no grant for " + id + "; nothing was changed.");
    } else {
      out().println(workload + " may no longer use " + id + ".");
    }
    return 0;
  }
}
