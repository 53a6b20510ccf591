package dev.cloakroom.sandbox;

import java.util.List;

final class BubblewrapAsOrdinaryUserIT extends UsersContract {
  BubblewrapAsOrdinaryUserIT() {
    super(OwnEngine.TESTER, OwnEngine.TESTER);
  }

  @Override
  List<String> engine() {
    return List.of("bubblewrap", "");
  }
}
