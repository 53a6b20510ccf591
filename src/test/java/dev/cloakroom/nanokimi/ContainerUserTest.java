package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.engine.EngineSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerUserTest {
  private static final int CAMILO = 1001;

  @TempDir private Path system;
  private ContainerUser users;

  @BeforeEach
  void writeTheTables() throws IOException {
    Files.createDirectories(system.resolve("etc"));
    Files.writeString(
        system.resolve("etc/passwd"),
        "root:x:0:0::/root:/bin/sh\ncamilo:x:1001:1001::/home/camilo:/bin/sh\n");
    Files.writeString(
        system.resolve("etc/subuid"),
        "somebody:100000:65536\ndockremap:300000:65536\ncamilo:200000:500\n1001:400000:65536\n");
    users = new ContainerUser(EngineSearch.nowhere(), system);
  }

  @Test
  void isTheSameWithoutAMapping() {
    assertThat(users.of(UserMapping.NONE, CAMILO)).isEqualTo(1000);
    assertThat(users.of(UserMapping.KEEP_ID, CAMILO)).isEqualTo(CAMILO);
  }

  @Test
  void isCountedFromZeroWhereAllAreRemapped() {
    assertThat(users.of(UserMapping.REMAPPED, CAMILO)).isEqualTo(301_000);
  }

  @Test
  void isCountedFromOneWhereTheEngineHasNoRootThroughAllRanges() {
    assertThat(users.of(UserMapping.ROOTLESS, CAMILO)).isEqualTo(400_000 + 999 - 500);
  }

  @Test
  void isNotGuessed() throws IOException {
    Files.writeString(system.resolve("etc/subuid"), "camilo:200000:900\nno line\n");

    assertThatThrownBy(() -> users.of(UserMapping.ROOTLESS, CAMILO))
        .hasMessageContaining("--container-uid")
        .extracting("code")
        .isEqualTo("container-user-unknown");
    assertThatThrownBy(() -> users.find(CAMILO, null)).hasMessageContaining("--engine");
    assertThatThrownBy(() -> users.find(CAMILO, "lxc")).extracting("code").isEqualTo("bad-choice");
  }
}
