package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path temporary;

  @Test
  void deletesWhatWasMadeUnreadable() throws IOException {
    var folder = Files.createDirectories(temporary.resolve("run"));
    var closed = Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(closed.resolve("file"), "x");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

    Folders.delete(folder);

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

    Folders.delete(folder);

    assertThat(folder).doesNotExist();
    assertThat(precious).exists();
    assertThat(others.resolve("file")).exists();
  }

  @Test
  void hasNothingToDoWhereThereIsNothing() {
    Folders.delete(temporary.resolve("nowhere"));

    assertThat(temporary).isEmptyDirectory();
  }
}
