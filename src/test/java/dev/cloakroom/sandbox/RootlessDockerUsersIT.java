package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RootlessDockerUsersIT extends UsersContract {
  RootlessDockerUsersIT() {
    super(OwnEngine.TESTER, OwnEngine.SUBORDINATE + 998);
  }

  @Override
  String sandbox() {
    return "docker";
  }

  @Override
  Optional<RealEngine> engine() {
    return Optional.of(RealEngine.ROOTLESS_DOCKER);
  }

  @Test
  void isRefusedWhereRootRunsTheHost() {
    var ofRoot = RealEngine.ROOTLESS_DOCKER.newSandbox();

    assertThatThrownBy(() -> ofRoot.users(null))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("engine-not-yours"));
  }
}
