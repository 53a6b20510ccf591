package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisconnectCommandTest {
  private static final String DONE =
      "{\"account\":\"google/ana\",\"revoked\":true,\"grants\":[\"family google\"]}";

  @TempDir private Path folder;
  private FakeHost host;
  private Shell shell;

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
    host.answers("DELETE /v1/accounts/{provider}/{name}", DONE);
    host.answers(
        "GET /v1/grants",
        """
        [{"workload":"family","account":"google/ana","scopes":[]},
         {"workload":"ci","account":"google/ben","scopes":[]}]\
        """);
  }

  @AfterEach
  void closeHost() {
    host.close();
  }

  @Test
  void saysWhatItWillDoAndAsks() {
    assertThat(atATerminal().typing("y\n").run("disconnect", "google/ana")).isZero();
    assertThat(shell.err())
        .isEqualTo(
            "cloakroom: this revokes google/ana at its provider and forgets it, and ends its"
                + " grants to family.\nGo on? [y/N] ");
    assertThat(shell.out())
        .isEqualTo(
            """
            Disconnected google/ana; it is revoked at the provider.
            Ended grant: family google
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "n\n", "", "yeah\n"})
  void leavesEverythingWithoutAYes(String typed) {
    assertThat(atATerminal().typing(typed).run("disconnect", "google/ana")).isEqualTo(1);
    assertThat(host.asked("DELETE", "/")).isEmpty();
    assertThat(shell.err()).contains("google/ana stays", "[not-confirmed]");
  }

  @Test
  void asksNothingWhenItWasToldOrNobodyIsThere() {
    var told = new Shell(folder.resolve("s")).attended(Terminal.Side.IN, Terminal.Side.ERR);

    assertThat(told.run("disconnect", "google/ana", "--yes")).isZero();
    assertThat(shell.run("disconnect", "google/ana", "--json")).isZero();
    assertThat(host.asked("DELETE", "/v1/accounts/google/ana")).hasSize(2);
    assertThat(shell.out()).isEqualTo(DONE + "\n");
  }

  @Test
  void saysThatTheProviderDidNotRevoke() {
    host.answers("DELETE /v1/accounts/{provider}/{name}", DONE.replace("true", "false"));
    new Shell(folder.resolve("s")).run("disconnect", "google/ana"); // is told the first answer

    shell.run("disconnect", "google/ana");

    assertThat(shell.out()).contains("did not confirm a revocation: take the access back");
  }

  private Shell atATerminal() {
    return shell.attended(Terminal.Side.IN, Terminal.Side.ERR);
  }
}
