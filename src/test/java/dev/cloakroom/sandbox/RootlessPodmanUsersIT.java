package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RootlessPodmanUsersIT extends UsersContract {
  RootlessPodmanUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.TESTER);
  }

  @Override
  String sandbox() {
    return "podman";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.ROOTLESS_PODMAN);
  }

  @Test
  void isRefusedWhereRootRunsTheHost() {
    var ofRoot = RealEngine.ROOTLESS_PODMAN.newSandbox();

    assertThatThrownBy(() -> ofRoot.users(null))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("engine-not-yours"));
  }
}
