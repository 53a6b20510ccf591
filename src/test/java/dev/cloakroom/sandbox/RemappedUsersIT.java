package dev.cloakroom.sandbox;

import java.util.Optional;

final class RemappedUsersIT extends UsersContract {
  RemappedUsersIT() {
    super(0, OwnEngine.SUBORDINATE + 999);
  }

  @Override
  String sandbox() {
    return "docker";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.REMAPPED);
  }
}
