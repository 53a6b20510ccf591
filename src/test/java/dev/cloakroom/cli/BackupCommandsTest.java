package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupCommandsTest extends WithFakeHost {
  private static final String PASSPHRASE = "correct horse battery";
  private static final byte[] SEALED = {0, -1, 10, 13, -128};
  private static final String RESTORED =
      """
      {"made":"2026-03-01T12:00:00Z","dry_run":%s,"grants":2,"grants_left":1,"blocks":0,
       "accounts":[{"account":"google/ana","outcome":"brought-back"},{"account":"google/ben","outcome":"spent"}]}\
      """;

  private Path file;

  @BeforeEach
  void answer() {
    file = folder.resolve("x.backup");
    host.answers("GET /v1/status", "{}");
    host.answers(
        "POST /v1/backup", _ -> Reply.stream("application/octet-stream", out -> out.write(SEALED)));
  }

  @Test
  void writesABackupThatIsThePersonsAlone() throws IOException {
    shell.typingHidden(PASSPHRASE, PASSPHRASE);

    assertThat(shell.run("backup", file.toString())).isZero();

    assertThat(file).hasBinaryContent(SEALED);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(host.body("POST", "/v1/backup"))
        .isEqualTo("{\"passphrase\":\"" + PASSPHRASE + "\"}");
    assertThat(shell.out() + shell.err()).doesNotContain(PASSPHRASE);
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(2); // with the host's socket
    }
  }

  @Test
  void writesOverNothingUnlessItIsTold() throws IOException {
    Files.writeString(file, "older");

    assertThat(shell.run("backup", file.toString())).isEqualTo(6);
    assertThat(file).hasContent("older");
    assertThat(shell.err()).contains("[document-exists]");
    assertThat(host.asked("POST", "/v1/backup")).isEmpty();

    shell.typingHidden(PASSPHRASE, PASSPHRASE);
    assertThat(shell.run("backup", file.toString(), "--force")).isZero();
    assertThat(file).hasBinaryContent(SEALED);
  }

  @Test
  void passesABackupOn() {
    shell.typingHidden(PASSPHRASE, PASSPHRASE);

    assertThat(shell.run("backup", "-")).isZero();
    assertThat(shell.outBytes()).isEqualTo(SEALED);
  }

  @Test
  void showsNoBackupOnATerminal() {
    assertThat(shell.attended(Terminal.Side.OUT).run("backup", "-")).isEqualTo(2);
    assertThat(shell.err()).contains("[no-place]");
  }

  @Test
  void asksForThePassphraseTwice() {
    shell.typingHidden(PASSPHRASE, PASSPHRASE + "!", "short");

    assertThat(shell.run("backup", file.toString())).isEqualTo(2);
    assertThat(shell.run("backup", file.toString())).isEqualTo(2);
    assertThat(shell.run("backup", file.toString())).isEqualTo(2);

    assertThat(shell.err())
        .contains("[passphrases-differ]", "[weak-passphrase]", "[no-passphrase]");
    assertThat(file).doesNotExist();
  }

  @Test
  void takesThePassphraseOutOfAFile() throws IOException {
    var secret = Files.writeString(folder.resolve("pass"), PASSPHRASE + "\n");

    shell.run("backup", file.toString(), "--passphrase-file", secret.toString(), "--json");

    assertThat(host.body("POST", "/v1/backup")).contains("\"" + PASSPHRASE + "\"");
    assertThat(shell.out()).isEqualTo("{\"file\":\"" + file + "\",\"bytes\":5}\n");
  }

  @Test
  void tellsThatAFileCanNotBeWritten() {
    shell.typingHidden(PASSPHRASE, PASSPHRASE);

    assertThat(shell.run("backup", folder.resolve("none/x").toString())).isEqualTo(1);
    assertThat(shell.err()).contains("[document-unwritable]");
  }

  @Test
  void tellsWhatARestoreDid() throws IOException {
    Files.write(file, SEALED);
    host.answers("POST /v1/restore", RESTORED.formatted("false"));
    shell.typingHidden(PASSPHRASE);

    assertThat(shell.run("restore", file.toString())).isZero();

    assertThat(shell.out())
        .isEqualTo(
            """
            ACCOUNT     IS
            google/ana  brought back
            google/ben  spent
            google/ben: its refresh token was spent or given up here; if you need it, connect it again
            From a backup of 2026-03-01T12:00:00Z; grants: 2 added, 1 left; blocks: 0 added.
            """);
    assertThat(host.asked("POST", "/v1/restore").getFirst().body()).endsWith(SEALED);
    assertThat(host.body("POST", "/v1/restore")).contains("\"dry_run\":false}\n");
  }

  @Test
  void tellsWhatARestoreWouldDo() throws IOException {
    Files.write(file, SEALED);
    host.answers("POST /v1/restore", RESTORED.formatted("true"));
    shell.typingHidden(PASSPHRASE);

    shell.run("restore", file.toString(), "--dry-run");

    assertThat(shell.out()).contains("WOULD BE", "Nothing was changed.");
    assertThat(host.body("POST", "/v1/restore")).contains("\"dry_run\":true");
  }

  @Test
  void tellsThatThereIsNoBackup() {
    assertThat(shell.run("restore", file.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("[document-unreadable]");
  }

  @Test
  void importsFromStandardInput() {
    host.answers("POST /v1/import", "{\"account\":\"google/ana\",\"dry_run\":true}");

    assertThat(shell.typing("secret-r1\n").run("import", "-", "--as", "google/ana", "--dry-run"))
        .isZero();

    assertThat(host.body("POST", "/v1/import")).contains("\"tokens\":\"secret-r1\\n\"");
    assertThat(shell.out()).isEqualTo("google/ana would take these tokens. Nothing was changed.\n");
    assertThat(shell.out() + shell.err()).doesNotContain("secret-r1");
  }

  @Test
  void importsFromAFileForAnAccountThatIsNamed() throws IOException {
    Files.write(file, "{}".getBytes(StandardCharsets.UTF_8));

    assertThat(shell.run("import", file.toString())).isEqualTo(2);
    assertThat(shell.run("import", file.toString(), "--as", "google")).isEqualTo(2);

    assertThat(shell.err()).contains("--as", "[bad-account]");
    assertThat(host.asked("POST", "/v1/import")).isEmpty();
  }
}
