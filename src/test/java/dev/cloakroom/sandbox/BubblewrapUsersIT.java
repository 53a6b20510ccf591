package dev.cloakroom.sandbox;

import java.util.List;

final class BubblewrapUsersIT extends UsersContract {
  BubblewrapUsersIT() {
    super(0, 0);
  }

  @Override
  List<String> engine() {
    return List.of("bubblewrap", "");
  }
}
