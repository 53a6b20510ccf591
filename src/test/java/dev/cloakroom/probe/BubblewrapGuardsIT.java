package dev.cloakroom.probe;

import dev.cloakroom.sandbox.BubblewrapSandbox;
import dev.cloakroom.sandbox.Guard;
import dev.cloakroom.sandbox.HostUser;
import dev.cloakroom.sandbox.Sandbox;
import java.util.Set;

final class BubblewrapGuardsIT extends GuardContract {
  @Override
  Sandbox sandbox() {
    return new BubblewrapSandbox("/usr/bin:/bin", folder);
  }

  @Override
  Set<Guard> fixed() {
    var always = Set.of(Guard.NO_NEW_PRIVILEGES, Guard.OWN_PROCESSES);
    var ofRoot = Set.of(Guard.NO_NEW_PRIVILEGES, Guard.OWN_PROCESSES, Guard.MASKED_PROC);
    return HostUser.current().isRoot() ? ofRoot : always;
  }
}
