package dev.cloakroom.sandbox;

import java.util.Optional;

final class RootlessDockerUsersIT extends UsersContract {
  RootlessDockerUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.SUBORDINATE + 998);
  }

  @Override
  String sandbox() {
    return "docker";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.ROOTLESS_DOCKER);
  }
}
