package dev.cloakroom.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.problem.Problem;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedFileTest {
  private static final Secret PASSPHRASE = Secret.of("correct horse battery");
  private static final Instant MADE = Instant.parse("2026-11-21T10:00:00Z");
  private static final byte[] FILE =
      SealedFile.seal("marker-content".getBytes(UTF_8), PASSPHRASE, MADE, new SecureRandom());

  @Test
  void givesBackWhatItSealed() {
    var opened = SealedFile.open(FILE, PASSPHRASE);

    assertThat(opened.content()).isEqualTo("marker-content".getBytes(UTF_8));
    assertThat(opened.made()).isEqualTo(MADE);
  }

  @Test
  void showsNothingOfItsContent() {
    assertThat(new String(FILE, ISO_8859_1)).startsWith("CLOAKROOM BACKUP\n");
    assertThat(new String(FILE, ISO_8859_1)).doesNotContain("marker");
  }

  @Test
  void takesAPassphraseHoweverItsLettersAreComposed() {
    var composed = Secret.of("zw\u00f6lf Boxk\u00e4mpfer");
    var decomposed = Secret.of("zwo\u0308lf Boxka\u0308mpfer");
    var file = SealedFile.seal(new byte[1], composed, MADE, new SecureRandom());

    assertThat(SealedFile.open(file, decomposed).content()).hasSize(1);
  }

  @Test
  void tellsAWrongPassphrase() {
    assertThat(code(FILE, Secret.of("correct horse batterz"))).isEqualTo("wrong-passphrase");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 30, 74, 89})
  void tellsAFileThatIsCut(int length) {
    assertThat(code(Arrays.copyOf(FILE, length), PASSPHRASE)).isEqualTo("backup-damaged");
    assertThat(code(Arrays.copyOf(FILE, FILE.length - 1), PASSPHRASE)).isEqualTo("backup-damaged");
  }

  @Test
  void tellsAnythingThatWasChanged() {
    for (int at = 0; at < FILE.length; at += 13) {
      var changed = FILE.clone();
      changed[at] ^= 1;

      assertThat(code(changed, PASSPHRASE))
          .as("byte " + at)
          .isIn("not-a-backup", "backup-newer", "backup-damaged", "wrong-passphrase");
    }
  }

  @Test
  void tellsANewerOneAndOneThatIsNone() {
    var newer = FILE.clone();
    newer[17] = 2;

    assertThat(code(newer, PASSPHRASE)).isEqualTo("backup-newer");
    assertThat(code("PK\3\4".repeat(99).getBytes(UTF_8), PASSPHRASE)).isEqualTo("not-a-backup");
    assertThat(code(new byte[0], PASSPHRASE)).isEqualTo("not-a-backup");
  }

  @Test
  void neitherWorksForeverNorTooLittle() {
    var endless = FILE.clone();
    endless[18] = 0x7f;
    var weak = FILE.clone();
    Arrays.fill(weak, 18, 22, (byte) 0);

    assertThat(code(endless, PASSPHRASE)).isEqualTo("backup-damaged");
    assertThat(code(weak, PASSPHRASE)).isEqualTo("backup-damaged");
  }

  private static String code(byte[] file, Secret passphrase) {
    return catchThrowableOfType(Problem.class, () -> SealedFile.open(file, passphrase)).code();
  }
}
