package dev.cloakroom.sandbox;

import java.util.List;

final class PodmanUsersIT extends UsersContract {
  PodmanUsersIT() {
    super(0, 999);
  }

  @Override
  List<String> engine() {
    return List.of("podman", RealEngine.PODMAN.place().name());
  }
}
