package dev.cloakroom.sandbox;

import java.util.Optional;

final class BubblewrapAsOrdinaryUserIT extends UsersContract {
  BubblewrapAsOrdinaryUserIT() {
    super(OwnEngine.TESTER, OwnEngine.TESTER);
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
