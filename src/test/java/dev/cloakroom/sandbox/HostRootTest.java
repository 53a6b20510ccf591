package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.Mount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostRootTest {
  @TempDir Path host;

  @Test
  void takesProgramsAndNothingOfAPerson() throws IOException {
    folders("usr/lib", "lib32", "home/ana", "root", "etc/ssl/private", "var/lib");

    var root = HostRoot.under(host);

    assertThat(root.mounts())
        .extracting(mount -> mount.container().toString())
        .containsExactlyInAnyOrder("/usr", "/lib32");
    assertThat(root.mounts()).allMatch(mount -> mount.access() == Access.READ_ONLY);
  }

  @Test
  void keepsALinkIntoUsrALink() throws IOException {
    folders("usr/lib");
    Files.createSymbolicLink(host.resolve("lib"), Path.of("usr/lib"));

    assertThat(HostRoot.under(host).links()).containsEntry(Path.of("/lib"), Path.of("usr/lib"));
  }

  @Test
  void takesAChosenFewSettings() throws IOException {
    folders("etc/ssl/certs", "etc/python3.13", "etc/java-21-openjdk", "run");
    Files.writeString(host.resolve("etc/shadow"), "");
    Files.writeString(host.resolve("run/resolv"), "");
    Files.createSymbolicLink(host.resolve("etc/resolv.conf"), Path.of("../run/resolv"));
    Files.createSymbolicLink(host.resolve("etc/hosts"), Path.of("nowhere"));

    assertThat(HostRoot.under(host).mounts())
        .extracting(mount -> mount.container().toString())
        .containsExactlyInAnyOrder(
            "/etc/ssl/certs", "/etc/python3.13", "/etc/java-21-openjdk", "/etc/resolv.conf");
  }

  private void folders(String... names) throws IOException {
    for (var name : names) {
      Files.createDirectories(host.resolve(name));
    }
  }
}
