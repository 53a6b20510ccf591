package dev.cloakroom.cli;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.BackupRequest;
import dev.cloakroom.wire.Wire;
import io.avaje.json.stream.JsonStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `backup`: writes everything that another machine needs into one sealed file.
@Command(
    name = "backup",
    description = "Write accounts, grants and blocks into one sealed file.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom backup cloakroom.backup",
      "  cloakroom backup - --passphrase-file pass | ssh far 'cat > cloakroom.backup'",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the file is written",
      "1:it can't be written",
      "2:the passphrase is too short, or there is none",
      "5:no host is running",
      "6:a file is there already",
    })
final class BackupCommand extends HostCommand {
  @Parameters(paramLabel = "FILE", description = "Where to; - for standard output.")
  private String file;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "A file with the passphrase; else it is asked for.")
  private @Nullable String passphraseFile;

  @Option(names = "--force", description = "Write over a file that is there.")
  private boolean force;

  BackupCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    boolean toOut = file.equals("-");
    var path = around.folder().resolve(toOut ? "." : file);
    if (toOut && (json || terminal().has(Terminal.Side.OUT))) {
      throw new Problem(
          Kind.USAGE,
          "no-place",
          "a backup is no text for a terminal, nor JSON: pass it on, or name a file");
    }
    if (!toOut && !force) {
      Documents.refuseTaken(path); // before the passphrase is asked for
    }
    host().get("/v1/status"); // before the passphrase is asked for, too
    var passphrase = new Passphrase(around, passphraseFile).chosen();
    var backup = host().bytes("/v1/backup", Wire.json(new BackupRequest(passphrase)));
    if (toOut) {
      out().write(backup, 0, backup.length);
      return 0;
    }
    Documents.write(path, backup, force);
    out().println(json ? json(path.toString(), backup.length) : words(backup.length));
    return 0;
  }

  private String words(int bytes) {
    return Terminal.clean(file)
        + " holds everything but the audit ("
        + bytes
        + " bytes). Keep it and its passphrase apart.";
  }

  private static String json(String path, int bytes) {
    try (var json = JsonStream.builder().build().bufferedWriter()) {
      json.beginObject();
      json.name("file");
      json.value(path);
      json.name("bytes");
      json.value(bytes);
      json.endObject();
      return json.result();
    }
  }
}
