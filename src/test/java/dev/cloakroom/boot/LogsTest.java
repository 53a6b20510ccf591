package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
  private static final System.Logger LOG = System.getLogger("dev.cloakroom.boot.LogsTest");

  @TempDir Path temporary;

  @AfterEach
  void readTheUsualConfiguration() throws IOException {
    Logs.off();
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void writesOneLineAnEntry() throws IOException {
    Logs.to(temporary);

    LOG.log(Level.INFO, "hello {0}", "first\nsecond\u001b[2J");
    LOG.log(Level.DEBUG, "not worth it");

    assertThat(lines(temporary))
        .singleElement()
        .asString()
        .endsWith(" INFO dev.cloakroom.boot.LogsTest: hello first second [2J");
  }

  @Test
  void writesTheTraceWithItsCauses() throws IOException {
    Logs.to(temporary);

    LOG.log(Level.ERROR, "failed", new IllegalStateException("outer", new IOException("in\nner")));

    assertThat(lines(temporary))
        .anyMatch(line -> line.equals("  java.lang.IllegalStateException: outer"))
        .anyMatch(line -> line.equals("  java.io.IOException: in ner"))
        .anyMatch(line -> line.startsWith("    at dev.cloakroom.boot.LogsTest"));
  }

  @Test
  void takesTheNameOfTheFolderAsItIs() throws IOException {
    var folder = temporary.resolve("100%tree%h");
    Logs.to(folder);

    LOG.log(Level.INFO, "hello");

    assertThat(lines(folder)).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  private static List<String> lines(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("host.0.log"));
  }
}
