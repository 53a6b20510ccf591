package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.wire.MigrateRequest;
import dev.cloakroom.wire.Wire;
import org.junit.jupiter.api.Test;

class MigrateCommandTest extends WithFakeHost {
  private static final String DONE =
      """
      {"account":"kimi-code/kai","dry_run":true,"changes":[{"what":"the login in host","change":"becomes kimi-code/kai"}]}\
      """;

  @Test
  void tellsWhatBecameOfEachThing() {
    host.answers("POST /v1/migrate/nanokimi", DONE);

    int exit = shell.run("migrate", "nanokimi", "nk", "--as", "kai", "--dry-run");

    assertThat(exit).as(shell.err()).isZero();
    assertThat(shell.out()).contains("WOULD BE", "the login in host", "becomes kimi-code/kai");
    assertThat(Wire.read(MigrateRequest.class, host.body("POST", "/v1/migrate/nanokimi")))
        .isEqualTo(
            new MigrateRequest(
                "/home/ana/work/nk", "kai", true, false, ProcessHandle.current().pid()));
  }

  @Test
  void warnsOfAnOriginThatIsLeft() {
    host.answers("POST /v1/migrate/nanokimi", DONE);

    shell.run("migrate", "nanokimi", "nk", "--dry-run", "--leave-origin");

    assertThat(shell.err()).contains("still has its refresh token");
  }

  @Test
  void knowsOneSystem() {
    assertThat(shell.run("migrate", "nango", "nk")).isEqualTo(2);
    assertThat(shell.err()).contains("[bad-choice]");
  }
}
