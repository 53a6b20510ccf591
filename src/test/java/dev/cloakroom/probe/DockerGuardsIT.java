package dev.cloakroom.probe;

import dev.cloakroom.sandbox.RealEngine;
import dev.cloakroom.sandbox.Sandbox;

final class DockerGuardsIT extends GuardContract {
  @Override
  Sandbox sandbox() {
    return RealEngine.DOCKER.newSandbox();
  }
}
