package dev.cloakroom.sandbox;

import java.util.List;

final class RootlessPodmanUsersIT extends UsersContract {
  RootlessPodmanUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.TESTER);
  }

  @Override
  List<String> engine() {
    return List.of("podman", RealEngine.ROOTLESS_PODMAN.place().name());
  }
}
