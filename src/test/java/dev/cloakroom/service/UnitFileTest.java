package dev.cloakroom.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFileTest {
  @TempDir private Path folder;

  @Test
  void writesAFileThatAllMayReadAndNothingBesideIt() throws IOException {
    file().write(Unit.OURS + " 1");
    file().write(Unit.OURS + " 2");

    var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path()));
    assertThat(mode).isEqualTo("rw-r--r--");
    assertThat(file().read()).contains(Unit.OURS + " 2");
    assertThat(file().path().getParent()).isDirectoryNotContaining("glob:**new");
  }

  @Test
  void leavesAForeignUnitAlone() throws IOException {
    Files.createDirectories(file().path().getParent());
    Files.writeString(file().path(), "[Service]\n");

    assertThatThrownBy(() -> file().write(Unit.OURS)).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> file().remove()).hasMessageContaining("not written by Cloakroom");
    assertThat(file().path()).hasContent("[Service]\n");
  }

  @Test
  void doesNotFollowALink() throws IOException {
    var elsewhere = Files.writeString(folder.resolve("elsewhere"), Unit.OURS);
    Files.createDirectories(file().path().getParent());
    Files.createSymbolicLink(file().path(), elsewhere);

    assertThatThrownBy(() -> file().write(Unit.OURS + " new")).isInstanceOf(Problem.class);
    assertThat(elsewhere).hasContent(Unit.OURS);
  }

  @Test
  void removesItOnce() {
    file().write(Unit.OURS);

    assertThat(file().remove()).isTrue();
    assertThat(file().remove()).isFalse();
    assertThat(file().path()).doesNotExist();
  }

  private UnitFile file() {
    return UnitFile.of(Scope.USER, folder.resolve("configuration"));
  }
}
