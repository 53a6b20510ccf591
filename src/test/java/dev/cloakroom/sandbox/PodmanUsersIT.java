package dev.cloakroom.sandbox;

import java.util.Optional;

final class PodmanUsersIT extends UsersContract {
  PodmanUsersIT() {
    super(0, 999);
  }

  @Override
  String sandbox() {
    return "podman";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.PODMAN);
  }
}
