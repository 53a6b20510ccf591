package dev.cloakroom.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignFolderTest {
  @TempDir Path temporary;

  @Test
  void deletesWhatWasMadeUnreadable() throws IOException {
    var folder = Files.createDirectories(temporary.resolve("run"));
    var closed = Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(closed.resolve("file"), "x");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

    ForeignFolder.delete(folder);

    assertThat(folder).doesNotExist();
  }

  @Test
  void deletesLinksAndNotWhatTheyLeadTo() throws IOException {
    var precious = Files.writeString(temporary.resolve("precious"), "x");
    var others = Files.createDirectory(temporary.resolve("others"));
    Files.writeString(others.resolve("file"), "x");
    var folder = Files.createDirectory(temporary.resolve("run"));
    Files.createSymbolicLink(folder.resolve("link"), precious);
    Files.createSymbolicLink(folder.resolve("folder"), others);

    ForeignFolder.delete(folder);

    assertThat(folder).doesNotExist();
    assertThat(precious).exists();
    assertThat(others.resolve("file")).exists();
  }

  @Test
  void deletesWhatIsNestedDeeperThanAnyPathIsLong() throws Exception {
    var folder = Files.createDirectory(temporary.resolve("run"));
    Files.createDirectory(folder.resolve("moved-0"));
    var script =
        "cd run; n=$(printf 'x%.0s' $(seq 200)); for i in $(seq 60); do mkdir $n; cd $n; touch f; done";
    var shell = new ProcessBuilder("bash", "-c", script).directory(temporary.toFile()).start();
    assertThat(shell.waitFor()).isZero();

    ForeignFolder.delete(folder);

    assertThat(folder).doesNotExist();
  }

  @Test
  void deletesAFileOrALinkInItsPlace() throws IOException {
    var precious = Files.createDirectory(temporary.resolve("precious"));
    var link = Files.createSymbolicLink(temporary.resolve("run"), precious);

    ForeignFolder.delete(link);

    assertThat(link).doesNotExist();
    assertThat(precious).exists();
  }

  @Test
  void hasNothingToDoWhereThereIsNothing() throws IOException {
    ForeignFolder.delete(temporary.resolve("nowhere"));

    assertThat(temporary).isEmptyDirectory();
  }
}
