package dev.cloakroom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A temporary folder; closing it removes all that is in it, and so does the end of a bench that is
/// stopped early, which also ends the processes that the bench started.
record Folder(Path path) implements AutoCloseable {
  static Folder create() {
    try {
      var folder = new Folder(Files.createTempDirectory("cloakroom-bench-"));
      Runtime.getRuntime().addShutdownHook(new Thread(folder::clear));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void clear() {
    for (var process : ProcessHandle.current().descendants().toList()) {
      process.destroy();
      process.onExit().join();
    }
    close();
  }

  @Override
  public void close() {
    if (!Files.exists(path)) {
      return;
    }
    try (var paths = Files.walk(path)) {
      for (var each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
