package dev.cloakroom.cli;

import dev.cloakroom.credential.AccountId;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.DisconnectView;
import dev.cloakroom.wire.GrantView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `disconnect`: revokes an account and forgets it.
@Command(
    name = "disconnect",
    description = "Revoke an account at its provider, end its grants, and forget it.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom disconnect google/ana", "  cloakroom disconnect google/ana --yes"})
final class DisconnectCommand extends HostCommand {
  private static final int LONGEST_ANSWER = 1_000;

  @Parameters(paramLabel = "ACCOUNT", description = "The account, as PROVIDER/NAME.")
  private String account;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. Without a terminal nothing is asked either.")
  private boolean yes;

  DisconnectCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    var id = account(account);
    if (!yes && attended() && !confirmed(id)) {
      throw new Problem(Kind.FAILED, "not-confirmed", id + " stays: nothing was changed");
    }
    var body = host().delete("/v1/accounts/" + id).body();
    var done = read(DisconnectView.class, body);
    if (json) {
      out().println(body);
    } else {
      print(done);
    }
    return 0;
  }

  private boolean confirmed(AccountId id) {
    var grants = grants(id);
    var ends = grants.isEmpty() ? "" : ", and ends its grants to " + String.join(", ", grants);
    terminal().say("this revokes " + id + " at its provider and forgets it" + ends + ".");
    terminal().err().print("Go on? [y/N] ");
    terminal().err().flush();
    var answer = terminal().line(LONGEST_ANSWER).map(String::strip);
    return answer.isPresent() && answer.get().matches("(?i)y|yes");
  }

  private List<String> grants(AccountId id) {
    var workloads = new ArrayList<String>();
    for (var grant : readList(GrantView.class, host().get("/v1/grants").body())) {
      if (grant.account().equals(id.toString())) {
        workloads.add(grant.workload());
      }
    }
    return workloads;
  }

  private void print(DisconnectView done) {
    out()
        .println(
            done.revoked()
                ? "Disconnected " + done.account() + "; it is revoked at the provider."
                : "Disconnected "
                    + done.account()
                    + "; the provider did not confirm a revocation: take the access back in your"
                    + " account there.");
    for (var grant : done.grants()) {
      out().println(Terminal.clean("Ended grant: " + grant));
    }
  }
}
