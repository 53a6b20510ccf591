package dev.cloakroom.sandbox;

import org.junit.jupiter.api.BeforeAll;

final class DockerSandboxIT extends ImageEngineContract {
  DockerSandboxIT() {
    super(RealEngine.DOCKER);
  }

  @BeforeAll
  static void startTheEngine() {
    RealEngine.DOCKER.place(); // its image may have to be made first, which no test's time is for
  }
}
