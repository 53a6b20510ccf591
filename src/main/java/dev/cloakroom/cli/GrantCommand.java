package dev.cloakroom.cli;

import dev.cloakroom.wire.GrantView;
import dev.cloakroom.wire.Wire;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `grant`: lets a workload use an account.
@Command(
    name = "grant",
    description = "Let a workload use an account.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom grant family google/ana --scopes calendar.readonly",
      "  cloakroom grant host kimi-code/ana --for kimi-cli --file ~/.kimi/credentials/kimi-code.json",
      "  cloakroom grant ci github/bot --mode access-file --name github",
    })
final class GrantCommand extends HostCommand {
  @Parameters(index = "0", paramLabel = "WORKLOAD", description = "Who may.")
  private String workload;

  @Parameters(index = "1", paramLabel = "ACCOUNT", description = "What, as PROVIDER/NAME.")
  private String account;

  @Option(
      names = "--scopes",
      paramLabel = "SCOPES",
      description = "The most that it may have, with commas (usual: all of the account's).")
  private @Nullable String scopes;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "How it is delivered (usual: the least dangerous way that the tool takes).")
  private @Nullable String mode;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name that the workload knows it by (usual: the provider's).")
  private @Nullable String name;

  @Option(
      names = "--for",
      paramLabel = "TOOL",
      description = "The tool whose form it gets: see `cloakroom dialects`.")
  private @Nullable String tool;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Keep this file of your own fresh (workload host only).")
  private @Nullable String file;

  GrantCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    requireName("workload", workload);
    var wish =
        new GrantView(
            workload,
            account(account).toString(),
            name,
            scopes(scopes),
            mode,
            tool,
            file == null ? null : around.folder().resolve(file).normalize().toString());
    var body = host().post("/v1/grants", Wire.json(wish)).body();
    var grant = read(GrantView.class, body);
    out().println(json ? body : words(grant));
    return 0;
  }

  private static String words(GrantView grant) {
    var ceiling = grant.scopes().isEmpty() ? "" : ", at most " + String.join(" ", grant.scopes());
    var place = grant.file() == null ? "" : ", by " + grant.file();
    return Terminal.clean(grant.workload() + " may use " + grant.account() + ceiling + place + ".");
  }
}
