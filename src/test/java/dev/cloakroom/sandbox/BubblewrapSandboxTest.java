package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BubblewrapSandboxTest {
  @TempDir Path folder;

  @Test
  void saysThatBubblewrapIsNotInstalled() {
    var sandbox = new BubblewrapSandbox("/nowhere::relative", folder);

    assertThat(sandbox.version()).isEmpty();
    assertThat(sandbox.unusable()).get().asString().contains("not installed");
    assertThatThrownBy(() -> sandbox.start(SandboxContract.plan("true")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("not installed");
  }

  @Test
  void findsOutThatBubblewrapMayNotMakeContainers() throws IOException {
    var sandbox = sandbox("[ \"$1\" = --version ] && echo bubblewrap 0.4.1 && exit; exit 1");

    assertThat(sandbox.version()).hasValue("0.4.1");
    assertThat(sandbox.unusable()).get().asString().contains("refuses user namespaces");
  }

  @Test
  void refusesPlansThatCannotStart() throws IOException {
    var sandbox = sandbox("exit 0");

    assertThatThrownBy(() -> sandbox.start(plan(List.of(), Map.of())))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("no command");
    assertThatThrownBy(() -> sandbox.start(plan(List.of("true"), Map.of("A=B", "hush"))))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("A=B")
        .hasMessageNotContaining("hush");
  }

  @Test
  void forbidsUserNamespacesWhereBubblewrapCan() {
    assertThat(new Bubblewrap(Path.of("/bwrap"), "0.6.3").canForbidUserNamespaces()).isFalse();
    assertThat(new Bubblewrap(Path.of("/bwrap"), "0.8.0").canForbidUserNamespaces()).isTrue();
    assertThat(new Bubblewrap(Path.of("/bwrap"), "0.11").canForbidUserNamespaces()).isTrue();
    assertThat(new Bubblewrap(Path.of("/bwrap"), "unknown").canForbidUserNamespaces()).isFalse();
  }

  @Test
  void listsItsOwnMountsReadOnly() throws IOException {
    assertThat(sandbox("exit 0").ownMounts())
        .allMatch(mount -> mount.access() == Mount.Access.READ_ONLY)
        .extracting(mount -> mount.container().toString())
        .contains("/usr", "/etc/passwd", "/etc/group");
  }

  private static LaunchPlan plan(List<String> command, Map<String, String> environment) {
    return new LaunchPlan(
        "test", command, Path.of("/tmp"), environment, List.of(), Confinement.Network.NONE);
  }

  private BubblewrapSandbox sandbox(String script) throws IOException {
    var file = folder.resolve("bwrap");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new BubblewrapSandbox("/nowhere:" + folder, folder);
  }
}
