package dev.cloakroom.sandbox;

import java.util.Optional;

final class DockerUsersIT extends UsersContract {
  DockerUsersIT() {
    super(0, 999);
  }

  @Override
  String sandbox() {
    return "docker";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.DOCKER);
  }
}
