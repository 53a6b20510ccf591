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
  void takesAKeyThatTheServiceManagerGaveWhateverItsMode() throws Exception {
    var made = key();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r-----"));

    assertThat(MasterKey.given(file()).id()).isEqualTo(made.id());
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

  @Test
  void makesOneForASharedDatabaseThatIsNobodys() {
    try (var store = store()) {
      var made = MasterKey.shared(file(), store, new SecureRandom());

      assertThat(MasterKey.shared(file(), store, new SecureRandom()).id()).isEqualTo(made.id());
    }
  }

  @Test
  void makesNoneForASharedDatabaseThatIsInUse() {
    try (var store = store()) {
      MasterKey.shared(folder.resolve("first.key"), store, new SecureRandom());

      assertThatThrownBy(() -> MasterKey.shared(file(), store, new SecureRandom()))
          .hasMessageContaining("copy the first node's to " + file());
      assertThat(file()).doesNotExist();
    }
  }

  @Test
  void leavesNoneWhenAnotherNodeWasFirst() {
    try (var store = new Overtaken(store())) {
      assertThatThrownBy(() -> MasterKey.shared(file(), store, new SecureRandom()))
          .hasMessageContaining("copy the first node's to " + file());
      assertThat(file()).doesNotExist();
    }
  }

  private Store store() {
    return Store.open(folder.resolve("store.db"));
  }

  /// Another node makes its key before any write.
  private record Overtaken(Store store) implements Store {
    @Override
    public <T> T read(Work<T> work) {
      return store.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
      Rows.put(store, "master-key", "another");
      return store.write(work);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private Path file() {
    return folder.resolve("master.key");
  }

  private MasterKey key() {
    return MasterKey.at(file(), folder.resolve("vault.db"), new SecureRandom());
  }
}
