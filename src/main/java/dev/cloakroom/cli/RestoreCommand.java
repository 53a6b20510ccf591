package dev.cloakroom.cli;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.wire.RestoreRequest;
import dev.cloakroom.wire.RestoreView;
import dev.cloakroom.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `restore`: brings back what a backup has, where that is not worse than what is here.
@Command(
    name = "restore",
    description = "Bring back what a backup has; what is here and well is never replaced.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cloakroom restore cloakroom.backup --dry-run",
      "  cloakroom restore cloakroom.backup",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is done, whatever became of each account",
      "1:the file is damaged, or the host could not save it",
      "2:the file is no backup, or can't be read",
      "5:no host is running",
      "6:the passphrase is wrong",
    })
final class RestoreCommand extends HostCommand {
  private static final int LARGEST = 63 << 20; // bytes; the host takes no more
  private static final List<String> FINE = List.of("added", "kept", "brought-back");
  private static final Map<String, String> WHY =
      Map.of(
          "spent",
          "its refresh token was spent or given up here; if you need it, connect it again",
          "damaged",
          "it was damaged when the backup was made; if you need it, connect it again",
          "other-subject",
          "the one here belongs to somebody else; if you need the other, disconnect this one first");

  @Parameters(paramLabel = "FILE", description = "The backup; - for standard input.")
  private String file;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "A file with the passphrase; else it is asked for.")
  private @Nullable String passphraseFile;

  @Option(names = "--dry-run", description = "Tell what would happen, and change nothing.")
  private boolean dryRun;

  RestoreCommand(Surroundings around) {
    super(around);
  }

  @Override
  public Integer call() {
    var backup = Documents.read(around, file, LARGEST);
    var passphrase = new Passphrase(around, passphraseFile).known();
    var body = host().post("/v1/restore", content(passphrase, backup)).body();
    var done = read(RestoreView.class, body);
    if (json) {
      out().println(body);
    } else {
      print(done);
    }
    return 0;
  }

  private byte[] content(Secret passphrase, byte[] backup) {
    var head = Wire.json(new RestoreRequest(passphrase, dryRun)).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(head.length + 1 + backup.length)
        .put(head)
        .put((byte) '\n')
        .put(backup)
        .array();
  }

  private void print(RestoreView done) {
    var table = new Table("ACCOUNT", done.dryRun() ? "WOULD BE" : "IS");
    for (var one : done.accounts()) {
      var words = one.outcome().replace('-', ' ');
      if (FINE.contains(one.outcome())) {
        table.row(one.account(), words);
      } else {
        table.alarm(one.account(), words);
      }
    }
    table.print(terminal());
    for (var one : done.accounts()) {
      var why = WHY.get(one.outcome());
      if (why != null) {
        out().println(Terminal.clean(one.account() + ": " + why));
      }
    }
    out()
        .println(
            "From a backup of %s; grants: %d added, %d left; blocks: %d added.%s"
                .formatted(
                    done.made(),
                    done.grants(),
                    done.grantsLeft(),
                    done.blocks(),
                    done.dryRun() ? " Nothing was changed." : ""));
  }
}
