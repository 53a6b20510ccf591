package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
  @TempDir Path folder;

  @Test
  void makesAPrivateFileOnceAndReadsItAgain() throws Exception {
    var made = key();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(key().id()).isEqualTo(made.id());
    assertThat(key().keyFor("vault")).isEqualTo(made.keyFor("vault"));
  }

  @Test
  void givesEachPurposeItsOwnKey() {
    assertThat(key().keyFor("vault")).isNotEqualTo(key().keyFor("other"));
  }

  @Test
  void refusesAFileThatOthersCanRead() throws Exception {
    key();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(this::key).hasMessageContaining("chmod 600");
  }

  @Test
  void refusesADamagedFile() throws Exception {
    key();
    Files.writeString(file(), "abc\n");

    assertThatThrownBy(this::key).hasMessageContaining("64 hex digits");
  }

  @Test
  void makesNoNewKeyForAVaultThatIsThere() throws Exception {
    Files.writeString(folder.resolve("vault.db"), "");

    assertThatThrownBy(this::key).hasMessageContaining("put the key back");
    assertThat(file()).doesNotExist();
  }

  private Path file() {
    return folder.resolve("master.key");
  }

  private MasterKey key() {
    return MasterKey.at(file(), folder.resolve("vault.db"), new SecureRandom());
  }
}
