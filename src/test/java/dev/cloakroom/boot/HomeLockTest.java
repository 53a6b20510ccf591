package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
  @TempDir Path home;

  @Test
  void letsOneHostIn() {
    try (var _ = HomeLock.take(home.resolve("host.lock"))) {
      assertThatThrownBy(() -> HomeLock.take(home.resolve("host.lock")))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.code()).isEqualTo("already-running"))
          .hasMessageContaining(home.toString());
    }
  }

  @Test
  void letsTheNextInAfterwards() {
    HomeLock.take(home.resolve("host.lock")).close();

    try (var lock = HomeLock.take(home.resolve("host.lock"))) {
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void namesAFileThatCannotBeLocked() {
    assertThatThrownBy(() -> HomeLock.take(home))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("home-unusable"));
  }
}
