package dev.cloakroom.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final Claims claims = new Claims();

  @Test
  void refusesWhatLiesInAFolderThatAnotherRunCanWrite() {
    claims.take("one", List.of(mount("/a", Access.READ_WRITE)));

    assertRefused("two", mount("/a/b", Access.READ_ONLY));
    assertTaken("three", mount("/a", Access.READ_WRITE));
    assertTaken("four", mount("/ab", Access.READ_ONLY));
  }

  @Test
  void refusesToLetARunWriteAroundWhatAnotherHas() {
    claims.take("one", List.of(mount("/a/b", Access.READ_ONLY)));

    assertRefused("two", mount("/a", Access.READ_WRITE));
    assertTaken("three", mount("/a", Access.READ_ONLY));
  }

  @Test
  void refusesWhatLiesInAFolderThatTheSameRunCanWrite() {
    assertRefused("one", mount("/a", Access.READ_WRITE), mount("/a/b", Access.READ_ONLY));
  }

  @Test
  void forgetsRunsThatHaveEnded() {
    claims.take("one", List.of(mount("/a", Access.READ_WRITE))).close();

    assertTaken("two", mount("/a/b", Access.READ_ONLY));
  }

  private void assertTaken(String run, Mount mount) {
    assertThatCode(() -> claims.take(run, List.of(mount)).close()).doesNotThrowAnyException();
  }

  private void assertRefused(String run, Mount... mounts) {
    assertThatThrownBy(() -> claims.take(run, List.of(mounts)))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("mount-in-reach"));
  }

  private static Mount mount(String host, Access access) {
    return new Mount(Path.of(host), Path.of("/in"), access, "test");
  }
}
