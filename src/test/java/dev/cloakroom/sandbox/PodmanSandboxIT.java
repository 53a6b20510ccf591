package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PodmanSandboxIT extends ImageEngineContract {
  PodmanSandboxIT() {
    super(RealEngine.PODMAN);
  }

  @BeforeAll
  static void startTheEngine() {
    RealEngine.PODMAN.place(); // its image may have to be made first, which no test's time is for
  }

  @Override
  String oddName() {
    return "a:b --dev-bind";
  }

  @Test
  void refusesPathsThatPodmanWouldReadAsOptions() throws IOException {
    var trap = Files.createDirectory(folder.resolve("a,target=b"));
    var mount = new Mount(trap, Path.of("/in"), Mount.Access.READ_ONLY, "test");

    assertThatThrownBy(() -> sandbox().start(plan("true", mount)))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("mount-refused"));
  }

  @Override
  List<String> entriesOfTheEngine() {
    return List.of("podman-init", "tmp"); // its init in /run, and another empty folder in /var
  }
}
