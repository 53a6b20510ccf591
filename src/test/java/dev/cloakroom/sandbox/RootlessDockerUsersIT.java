package dev.cloakroom.sandbox;

import java.util.List;

final class RootlessDockerUsersIT extends UsersContract {
  RootlessDockerUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.SUBORDINATE + 998);
  }

  @Override
  List<String> engine() {
    return List.of("docker", RealEngine.ROOTLESS_DOCKER.place().name());
  }
}
