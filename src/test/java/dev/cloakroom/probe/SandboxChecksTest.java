package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SandboxChecksTest {
  @TempDir private Path folder;
  private SandboxChecks checks;

  @BeforeEach
  void look() {
    checks = new SandboxChecks(folder.resolve("bin").toString(), folder);
  }

  @Test
  void namesTheSwitchThatForbidsUserNamespaces() throws IOException {
    program("bwrap", "[ \"$1\" = --version ] && echo bubblewrap 0.8.0");
    write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");

    assertThat(checks.bubblewrap(folder).cure())
        .contains("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
  }

  @Test
  void findsThatRunsCanHaveNoNetworkOfTheirOwn() throws IOException {
    assertThat(checks.network().cure()).contains("slirp4netns");

    program("slirp4netns", "true");
    assertThat(checks.network().cure()).contains("modprobe tun");

    write("dev/net/tun", "");
    assertThat(checks.network().isOk()).isTrue();
  }

  @Test
  void findsAKernelWithoutFilters() throws IOException {
    assertThat(checks.filters().isOk()).isFalse();

    write("proc/sys/kernel/seccomp/actions_avail", "kill_process errno allow\n");
    assertThat(checks.filters().isOk()).isTrue();
  }

  @Test
  void findsWhichLimitsThereAre() throws IOException {
    write("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory\n");
    assertThat(checks.limits().found()).isEqualTo("control groups v2 without pids");

    Files.delete(folder.resolve("sys/fs/cgroup/cgroup.controllers"));
    Files.createDirectories(folder.resolve("sys/fs/cgroup/pids"));
    Files.createDirectories(folder.resolve("sys/fs/cgroup/memory"));
    assertThat(checks.limits())
        .isEqualTo(Check.ok("limits", "control groups v1 with pids and memory"));
  }

  @Test
  void countsTheNumbersOfAUser() throws IOException {
    assertThat(checks.userIds("ana").found()).contains("no range for ana");

    write("etc/subuid", "root:1:5\nana:100000:65536\n");
    write("etc/subgid", "ana:100000:1000\n");
    assertThat(checks.userIds("ana").cure()).startsWith("usermod --add-subuids");

    write("etc/subgid", "ana:100000:65536\n");
    assertThat(checks.userIds("ana").found()).isEqualTo("65536 numbers for ana");
  }

  private void program(String name, String script) throws IOException {
    var file = write("bin/" + name, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    return Files.writeString(file, text);
  }
}
