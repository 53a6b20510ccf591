package dev.cloakroom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  @TempDir private Path folder;

  @Test
  void isReadByTar() throws Exception {
    var content = "FROM scratch\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    var tar = Files.write(folder.resolve("a.tar"), Archive.of("Dockerfile", content));

    int exit =
        new ProcessBuilder("tar", "-C", folder.toString(), "-xf", tar.toString()).start().waitFor();

    assertThat(exit).isZero();
    assertThat(folder.resolve("Dockerfile")).hasBinaryContent(content);
  }
}
