package dev.cloakroom.probe;

import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.Sandbox;

final class BubblewrapGuardsIT extends GuardContract {
  @Override
  Sandbox sandbox() {
    return new BubblewrapSandbox("/usr/bin:/bin", folder);
  }
}
