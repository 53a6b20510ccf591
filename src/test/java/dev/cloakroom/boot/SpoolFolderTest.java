package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {
  @TempDir private Path folder;

  @Test
  void isTriedBeforeTheUsualPlaces() {
    var places = Places.in(folder.resolve("home"));
    var named = new SpoolFolder(folder.resolve("a/b"));

    var spools = new StoreSettings(null, null, named).spools(places, "1234abcd");

    assertThat(spools).first().isEqualTo(folder.resolve("a/b/spool-1234abcd"));
    assertThat(spools.subList(1, 3)).isEqualTo(places.spools());
  }

  @Test
  void isMadePrivate() throws IOException {
    new SpoolFolder(folder.resolve("new")).prepare();

    assertThat(Files.getPosixFilePermissions(folder.resolve("new")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void keepsTheModeOfAFolderThatIsThere() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    new SpoolFolder(folder).prepare();

    assertThat(Files.getPosixFilePermissions(folder)).hasSize(7);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesWhatOthersMayWrite() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));

    assertRefused(folder);
  }

  @Test
  void refusesWhatCannotBeAFolder() throws IOException {
    assertRefused(Path.of("/proc/cloakroom"));
    assertRefused(Files.createFile(folder.resolve("file")));
  }

  private static void assertRefused(Path path) {
    assertThatThrownBy(new SpoolFolder(path)::prepare)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("spool-unusable"))
        .hasMessageContaining(path.toString());
  }
}
