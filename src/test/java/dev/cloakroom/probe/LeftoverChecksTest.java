package dev.cloakroom.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.sandbox.HostUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoverChecksTest {
  @TempDir private Path runs;

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(checks(runs.resolve("none"), HostUser.current()).found()).isEqualTo("none");
    assertThat(checks(runs, HostUser.current()).found()).isEqualTo("none");
  }

  @Test
  void leavesOnesOwnFilesToTheNextStart() throws IOException {
    Files.writeString(Files.createDirectory(runs.resolve("1a2b")).resolve("token"), "{}");

    assertThat(checks(runs, HostUser.current()).found())
        .isEqualTo("1 files, which the next start deletes");
  }

  @Test
  void tellsHowToDeleteTheFilesOfOthers() throws IOException {
    Files.writeString(runs.resolve("token"), "{}");
    int owner = HostUser.current().uid();
    var somebody = new HostUser(owner + 1, owner + 1); // to whom our files are another's

    var check = checks(runs, somebody);

    assertThat(check.found()).contains(owner == 0 ? "root" : "user " + owner);
    assertThat(check.cure()).isEqualTo("delete them: sudo rm -rf " + runs + "/*");
  }

  private static Check checks(Path runs, HostUser person) {
    return new LeftoverChecks(runs, person).folders();
  }
}
