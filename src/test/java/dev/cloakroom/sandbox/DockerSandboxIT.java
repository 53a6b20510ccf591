package dev.cloakroom.sandbox;

final class DockerSandboxIT extends ImageEngineContract {
  DockerSandboxIT() {
    super(RealEngine.DOCKER);
  }
}
