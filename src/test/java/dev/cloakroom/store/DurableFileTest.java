package dev.cloakroom.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir Path folder;

  @Test
  void replacesTheContentAndLeavesNothingBeside() throws Exception {
    DurableFile.write(folder.resolve("file"), "one".getBytes(UTF_8));
    DurableFile.write(folder.resolve("file"), "two".getBytes(UTF_8));

    assertThat(folder.resolve("file")).hasContent("two");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void isNeverReadByOthers() throws Exception {
    DurableFile.write(folder.resolve("file"), "one".getBytes(UTF_8));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("file"))))
        .isEqualTo("rw-------");
  }

  @Test
  void isNeverTornForAReader() throws Exception {
    var file = folder.resolve("file");
    DurableFile.write(file, "a".repeat(5000).getBytes(UTF_8));
    var done = new AtomicBoolean();
    var writer = Thread.ofPlatform().start(() -> writeManyTimes(file, done));

    while (!done.get()) {
      assertThat(Files.readString(file)).matches("a{5000}|b{5000}");
    }

    writer.join();
  }

  @Test
  void saysWhichFileCannotBeWritten() {
    var file = folder.resolve("missing/file");

    assertThatThrownBy(() -> DurableFile.write(file, new byte[0]))
        .hasMessageContaining(file.toString());
  }

  @Test
  void givesALinkAwayAndNotWhatItLeadsTo() throws Exception {
    var file = Files.createFile(folder.resolve("file"));
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    var us = Files.getAttribute(file, "unix:uid");

    if (us.equals(0)) {
      DurableFile.give(link, new Share.Given(7));
    } else { // only root gives files away
      assertThatThrownBy(() -> DurableFile.give(link, new Share.Given(7)))
          .isInstanceOf(StoreException.class);
    }

    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(us);
  }

  private static void writeManyTimes(Path file, AtomicBoolean done) {
    for (int i = 0; i < 200; i++) {
      DurableFile.write(file, (i % 2 == 0 ? "b" : "a").repeat(5000).getBytes(UTF_8));
    }
    done.set(true);
  }
}
