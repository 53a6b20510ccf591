package dev.cloakroom.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests of commands that talk to a host: one that answers as it is told, and a shell beside it.
abstract class WithFakeHost {
  @TempDir Path folder;
  FakeHost host;
  Shell shell;

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
  }

  @AfterEach
  void closeHost() {
    host.close();
  }
}
