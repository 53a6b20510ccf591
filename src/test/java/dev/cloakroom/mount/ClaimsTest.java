package dev.cloakroom.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Confinement.Network;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final Claims claims = new Claims();

  @Test
  void refusesWhatLiesInAFolderThatAnotherRunCanWrite() {
    take("one", mount("/a", Access.READ_WRITE));

    assertRefused("two", mount("/a/b", Access.READ_ONLY));
    assertTaken("three", mount("/a", Access.READ_WRITE));
    assertTaken("four", mount("/ab", Access.READ_ONLY));
  }

  @Test
  void refusesToLetARunWriteAroundWhatAnotherHas() {
    take("one", mount("/a/b", Access.READ_ONLY));

    assertRefused("two", mount("/a", Access.READ_WRITE));
    assertTaken("three", mount("/a", Access.READ_ONLY));
  }

  @Test
  void refusesWhatLiesInAFolderThatTheSameRunCanWrite() {
    assertRefused("one", mount("/a", Access.READ_WRITE), mount("/a/b", Access.READ_ONLY));
  }

  @Test
  void forgetsRunsThatHaveEnded() {
    take("one", mount("/a", Access.READ_WRITE)).close();

    assertTaken("two", mount("/a/b", Access.READ_ONLY));
  }

  @Test
  void knowsARunThatWouldEndWhileAnotherIsPlanned() throws Exception {
    var first = take("one", mount("/a", Access.READ_WRITE));
    var ending = new AtomicReference<Thread>();

    assertThatThrownBy(() ->
            claims.take(
                "two",
                () -> {
                  ending.set(Thread.ofPlatform().start(first::close));
                  await(ending.get(), Thread.State.BLOCKED);
                  return plan(mount("/a/b", Access.READ_ONLY)); // what was a folder may be a link
                }))
        .isInstanceOf(Problem.class);

    ending.get().join();
    assertTaken("two", mount("/a/b", Access.READ_ONLY));
  }

  @Test
  void keepsOthersFromWhatAnOldRunMayWrite() {
    var hold = claims.hold("old", List.of(mount("/a", Access.READ_WRITE)));

    assertRefused("two", mount("/a/b", Access.READ_ONLY));
    hold.close();
    assertTaken("two", mount("/a/b", Access.READ_ONLY));
  }

  @Test
  void tellsWhoWritesWhere() {
    take("one", mount("/a", Access.READ_WRITE), mount("/c", Access.READ_ONLY));

    assertThat(claims.writerAt(Path.of("/a/b/token"))).contains("one");
    assertThat(claims.writerAt(Path.of("/c/token"))).isEmpty();
    assertThat(claims.writerAt(Path.of("/ab"))).isEmpty();
  }

  private static void await(Thread thread, Thread.State state) {
    while (thread.isAlive() && thread.getState() != state) {
      Thread.onSpinWait();
    }
  }

  private Claims.Claim take(String run, Mount... mounts) {
    return claims.take(run, () -> plan(mounts));
  }

  private static LaunchPlan plan(Mount... mounts) {
    return new LaunchPlan(
        "test", List.of("true"), Path.of("/"), Map.of(), List.of(mounts), Network.NONE);
  }

  private void assertTaken(String run, Mount mount) {
    assertThatCode(() -> take(run, mount).close()).doesNotThrowAnyException();
  }

  private void assertRefused(String run, Mount... mounts) {
    assertThatThrownBy(() -> take(run, mounts))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("mount-in-reach"));
  }

  private static Mount mount(String host, Access access) {
    return new Mount(Path.of(host), Path.of("/in"), access, "test");
  }
}
