package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCommandTest {
  private static final String LINK = "http://127.0.0.1:7878/login/abc";

  @TempDir private Path folder;
  private FakeHost host;
  private Shell shell;

  @BeforeEach
  void openHost() {
    host = new FakeHost(folder.resolve("s"));
    shell = new Shell(folder.resolve("s"));
    host.answers("POST /v1/console", "{\"link\":\"" + LINK + "\"}");
  }

  @AfterEach
  void closeHost() {
    host.close();
  }

  @Test
  void opensTheLinkAtATerminal() {
    assertThat(shell.attended(Terminal.Side.OUT).run("console")).isZero();
    assertThat(shell.out()).isEqualTo(LINK + "\n");
    assertThat(shell.opened).containsExactly(LINK);
  }

  @Test
  void onlyPrintsItWhenTold() {
    shell.attended(Terminal.Side.OUT).run("console", "--no-browser");

    assertThat(shell.out()).isEqualTo(LINK + "\n");
    assertThat(shell.opened).isEmpty();
  }

  @Test
  void makesNoLinkForAFile() {
    assertThat(shell.run("console")).isEqualTo(6);
    assertThat(shell.err()).contains("no terminal", "--print", "[no-terminal]");
    assertThat(host.asked("POST", "/")).isEmpty();
  }

  @Test
  void printsToAFileWhenTold() {
    assertThat(shell.run("console", "--print")).isZero();
    assertThat(shell.out()).isEqualTo(LINK + "\n");
    assertThat(shell.opened).isEmpty();
  }
}
