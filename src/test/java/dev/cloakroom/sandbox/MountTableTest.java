package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountTableTest {
  @TempDir Path host;

  @Test
  void takesMountsSideBySideAndOneInsideAnEarlierOne() throws IOException {
    Files.createDirectory(host.resolve("tokens"));
    var table = table();

    assertThatCode(
            () -> {
              table.add(mount("/workspace", Access.READ_ONLY));
              table.add(mount("/workspace/tokens", Access.READ_ONLY));
              table.add(mount("/other", Access.READ_WRITE));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesASecondMountAtOnePlace() {
    var table = table();
    table.add(mount("/workspace", Access.READ_ONLY));

    assertRefused(table, "/workspace", "would hide /workspace");
  }

  @Test
  void refusesAMountThatHidesAnEarlierOne() {
    var table = table();
    table.add(mount("/workspace/tokens", Access.READ_ONLY));

    assertRefused(table, "/workspace", "would hide /workspace/tokens");
    assertRefused(table, "/", "would hide /usr");
  }

  @Test
  void refusesPlacesOfTheEngine() {
    assertRefused(table(), "/proc/1", "belongs to the sandbox");
    assertRefused(table(), "/in/../usr", "belongs to the sandbox");
  }

  @Test
  void refusesAMountInsideAReadOnlyOneWithoutAPlaceForIt() {
    var table = table();
    table.add(mount("/workspace", Access.READ_ONLY));

    assertRefused(table, "/workspace/tokens", "has no such place");
  }

  @Test
  void refusesAMountThroughALinkThatARunMayHaveLaid() throws IOException {
    Files.createSymbolicLink(host.resolve("tokens"), Path.of("/etc"));
    var table = table();
    table.add(mount("/workspace", Access.READ_WRITE));

    assertRefused(table, "/workspace/tokens/deep", "symbolic link");
  }

  @Test
  void namesTheHostPathThatIsMissing() {
    var missing = host.resolve("missing");
    var mount = new Mount(missing, Path.of("/in"), Access.READ_ONLY, "test");

    assertThatThrownBy(() -> table().add(mount))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void looksForTheWorkingFolderInTheMountAroundIt() throws IOException {
    Files.createDirectory(host.resolve("there"));
    var table = table();
    table.add(mount("/workspace", Access.READ_WRITE));

    assertThatCode(() -> table.checkWorkdir(Path.of("/workspace/there")))
        .doesNotThrowAnyException();
    assertThatCode(() -> table.checkWorkdir(Path.of("/new"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> table.checkWorkdir(Path.of("/workspace/missing")))
        .hasMessageContaining("/workspace/missing");
    assertThatThrownBy(() -> table.checkWorkdir(Path.of("relative")))
        .hasMessageContaining("relative");
  }

  private MountTable table() {
    return new MountTable(
        List.of(mount("/usr", Access.READ_ONLY)), List.of(Path.of("/proc"), Path.of("/dev")));
  }

  private Mount mount(String inside, Access access) {
    return new Mount(host, Path.of(inside), access, "test");
  }

  private void assertRefused(MountTable table, String inside, String why) {
    assertThatThrownBy(() -> table.add(mount(inside, Access.READ_WRITE)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(host.toString())
        .hasMessageContaining(why);
  }
}
