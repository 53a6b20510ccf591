package dev.cloakroom.sandbox;

import java.util.List;

final class DockerUsersIT extends UsersContract {
  DockerUsersIT() {
    super(0, 999);
  }

  @Override
  List<String> engine() {
    return List.of("docker", RealEngine.DOCKER.place().name());
  }
}
