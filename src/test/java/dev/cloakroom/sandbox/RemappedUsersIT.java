package dev.cloakroom.sandbox;

import java.util.List;

final class RemappedUsersIT extends UsersContract {
  RemappedUsersIT() {
    super(0, OwnEngine.SUBORDINATE + 999);
  }

  @Override
  List<String> engine() {
    return List.of("docker", RealEngine.REMAPPED.place().name());
  }
}
