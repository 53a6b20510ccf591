package dev.cloakroom.sandbox;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class BubblewrapSandboxIT extends SandboxContract {
  @TempDir Path folder;

  @Override
  Sandbox sandboxFor(Errand errand) {
    return new BubblewrapSandbox("/usr/bin:/bin", folder);
  }
}
