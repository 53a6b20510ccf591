package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.LinkView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `console`: makes a one-time link into the web console.
@Command(
    name = "console",
    description = "Open the web console by a link that is good once.",
    footerHeading = "%nExamples:%n",
    footer = {"  cloakroom console", "  cloakroom console --no-browser"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the link is on standard output",
      "5:no host is running",
      "6:standard output is no terminal, and --print was not given",
    })
final class ConsoleCommand extends HostCommand {
  @Option(names = "--no-browser", description = "Only print the link.")
  private boolean noBrowser;

  @Option(names = "--print", description = "Print the link where there is no terminal, too.")
  private boolean print;

  ConsoleCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    boolean seen = terminal().has(Terminal.Side.OUT);
    if (!seen && !print) {
      throw new Problem(
          Kind.REFUSED,
          "no-terminal",
          "the link opens the console to whoever has it, and standard output is no terminal: add"
              + " --print if that is meant");
    }
    var body = host().post("/v1/console", "").body();
    var link = read(LinkView.class, body).link();
    out().println(json ? body : Terminal.clean(link));
    out().flush();
    if (seen && !noBrowser && !json) {
      around.browser().open(link);
    }
    return 0;
  }
}
