package dev.cloakroom.sandbox;

import java.util.Optional;

final class BubblewrapUsersIT extends UsersContract {
  BubblewrapUsersIT() {
    super(0, 0);
  }

  @Override
  String sandbox() {
    return "bubblewrap";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.empty();
  }
}
