package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.wire.ImportRequest;
import dev.cloakroom.wire.ImportView;
import dev.cloakroom.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `import`: takes tokens of another system in.
@Command(
    name = "import",
    description =
        "Take in the tokens of another system: a token reply, a tool's file, or a bare refresh token.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom import token.json --as google/ana",
      "  pass show google | cloakroom import - --as google/ana",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:they are taken in",
      "1:the provider is not known, or the host could not save them",
      "2:there are no tokens in the file, or it can't be read",
      "5:no host is running",
      "6:they were taken in before, or are somebody else's",
    })
final class ImportCommand extends HostCommand {
  private static final int LARGEST = 256 << 10;

  @Parameters(paramLabel = "FILE", description = "The tokens; - for standard input.")
  private String file;

  @Option(
      names = "--as",
      paramLabel = "ACCOUNT",
      required = true,
      description = "The account, as PROVIDER/NAME.")
  private String account;

  @Option(
      names = "--dry-run",
      description = "Tell whether they would be taken, and change nothing.")
  private boolean dryRun;

  ImportCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    var id = account(account);
    var asked =
        new ImportRequest(id.toString(), Secret.of(Documents.read(around, file, LARGEST)), dryRun);
    var body = host().post("/v1/import", Wire.json(asked)).body();
    var done = read(ImportView.class, body);
    if (json) {
      out().println(body);
    } else {
      out().println(Terminal.clean(words(done)));
    }
    return 0;
  }

  private static String words(ImportView done) {
    var now = done.now();
    if (now == null) {
      return done.account() + " would take these tokens. Nothing was changed.";
    }
    var state =
        now.state().equals("uncertain")
            ? "a refresh is to prove them now, see `cloakroom accounts`"
            : "it is " + now.state();
    return "%s has these tokens; %s. Let nobody else use them.".formatted(done.account(), state);
  }
}
