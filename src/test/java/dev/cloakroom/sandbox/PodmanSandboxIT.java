package dev.cloakroom.sandbox;

import java.util.List;

final class PodmanSandboxIT extends ImageEngineContract {
  PodmanSandboxIT() {
    super(RealEngine.PODMAN);
  }

  @Override
  List<String> entriesOfTheEngine() {
    return List.of("podman-init", "tmp"); // its init in /run, and another empty folder in /var
  }
}
