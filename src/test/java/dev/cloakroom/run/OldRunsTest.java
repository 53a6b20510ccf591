package dev.cloakroom.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.mount.Claims;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Container;
import dev.cloakroom.sandbox.LaunchPlan;
import dev.cloakroom.sandbox.Mount;
import dev.cloakroom.sandbox.Mount.Access;
import dev.cloakroom.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldRunsTest {
  private static final Path PROJECT = Path.of("/project");

  @TempDir Path folder;
  private final Claims claims = new Claims();

  @BeforeEach
  void leaveARun() {
    var run = RunFolder.make(folder.resolve("1a2b"));
    RunFolder.note(
        run,
        "engine",
        List.of(
            new Mount(PROJECT, PROJECT, Access.READ_WRITE, "the working folder"),
            new Mount(run, Path.of("/workspace/tokens"), Access.READ_ONLY, "tokens")));
    RunFolder.make(folder.resolve("3c4d")); // its host died before it had a container
  }

  @Test
  void keepsOthersFromWhatTheirContainersMayWriteUntilTheseAreGone() {
    var old = OldRuns.in(folder, claims);

    assertThat(claims.writerAt(PROJECT.resolve("sub"))).contains("1a2b");
    assertThat(claims.writerAt(folder.resolve("1a2b"))).isEmpty();
    assertThat(old.clear(List.of(new Engine(true)))).containsExactly("engine");
    assertThat(claims.writerAt(PROJECT.resolve("sub"))).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesWhatAnEngineThatIsSilentMayStillHave() {
    var old = OldRuns.in(folder, claims);

    assertThat(old.clear(List.of(new Engine(false)))).isEmpty();
    assertThat(claims.writerAt(PROJECT.resolve("sub"))).contains("1a2b");
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("1a2b"));
    assertThat(folder.resolve("3c4d")).doesNotExist();
  }

  private record Engine(boolean answers) implements Sandbox {
    @Override
    public String name() {
      return "engine";
    }

    @Override
    public Container start(LaunchPlan plan) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Mount> ownMounts() {
      return List.of();
    }

    @Override
    public void clearLeftovers() {
      if (!answers) {
        throw new Problem(Kind.FAILED, "engine-gone", "it does not answer");
      }
    }
  }
}
