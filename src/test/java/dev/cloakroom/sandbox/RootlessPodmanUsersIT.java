package dev.cloakroom.sandbox;

import java.util.Optional;

final class RootlessPodmanUsersIT extends UsersContract {
  RootlessPodmanUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.TESTER);
  }

  @Override
  String sandbox() {
    return "podman";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.ROOTLESS_PODMAN);
  }
}
