package dev.cloakroom.sandbox;

import java.util.Optional;

/// Somebody who may open the socket of root's engine.
final class RemappedByMemberUsersIT extends UsersContract {
  RemappedByMemberUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.SUBORDINATE + 999);
  }

  @Override
  String sandbox() {
    return "docker";
  }

  @Override
  Optional<RealEngine> engine() {
    RealEngine.REMAPPED.admit(OwnEngine.TESTER);
    return Optional.of(RealEngine.REMAPPED);
  }
}
