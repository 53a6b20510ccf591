package dev.cloakroom.cli;

import dev.cloakroom.wire.GrantView;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

/// `grants`: who may use what.
@Command(
    name = "grants",
    description = "List who may use which account.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom grants", "  cloakroom grants --json"})
final class GrantsCommand extends HostCommand {
  GrantsCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    var body = host().get("/v1/grants").body();
    var grants = readList(GrantView.class, body);
    if (json) {
      out().println(body);
    } else if (grants.isEmpty()) {
      out().println("No grant yet. Make one with: cloakroom grant WORKLOAD ACCOUNT");
    } else {
      table(grants).print(terminal());
    }
    return 0;
  }

  private static String place(GrantView grant) {
    var dialect = Objects.requireNonNullElse(grant.dialect(), "");
    return grant.file() == null ? dialect : dialect + " at " + grant.file();
  }

  /// Grants as rows.
  static Table table(List<GrantView> grants) {
    var table = new Table("WORKLOAD", "ACCOUNT", "NAME", "MODE", "FOR", "AT MOST");
    for (var grant : grants) {
      table.row(
          grant.workload(),
          grant.account(),
          Objects.requireNonNullElse(grant.name(), ""),
          Objects.requireNonNullElse(grant.mode(), ""),
          place(grant),
          String.join(" ", grant.scopes()));
    }
    return table;
  }
}
