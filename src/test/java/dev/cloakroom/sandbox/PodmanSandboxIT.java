package dev.cloakroom.sandbox;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;

final class PodmanSandboxIT extends ImageEngineContract {
  PodmanSandboxIT() {
    super(RealEngine.PODMAN);
  }

  @BeforeAll
  static void startTheEngine() {
    RealEngine.PODMAN.place(); // its image may have to be made first, which no test's time is for
  }

  @Override
  List<String> entriesOfTheEngine() {
    return List.of("podman-init", "tmp"); // its init in /run, and another empty folder in /var
  }
}
