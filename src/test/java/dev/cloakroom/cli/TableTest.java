package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsItsColumns() {
    var shell = new Shell(Path.of("s"));

    print(shell);

    assertThat(shell.out())
        .isEqualTo(
            """
            A     B     C
            éé    -     x
            long  wide  last
            """);
  }

  @Test
  void alignsPaintedRowsAlike() {
    var shell = new Shell(Path.of("s")).attended(Terminal.Side.OUT).colours();

    print(shell);

    assertThat(shell.out())
        .isEqualTo(
            """
            \u001b[1mA     B     C\u001b[0m
            éé    -     x
            \u001b[33mlong  wide  last\u001b[0m
            """);
  }

  @Test
  void keepsControlCharactersFromTheTerminal() {
    var shell = new Shell(Path.of("s"));
    var terminal = shell.surroundings().terminal();

    new Table("A").row("\u001b[31mred\n").print(terminal);
    terminal.out().flush();

    assertThat(shell.out()).isEqualTo("A\n [31mred \n");
  }

  private static void print(Shell shell) {
    var terminal = shell.surroundings().terminal();
    new Table("A", "B", "C").row("éé", "", "x").alarm("long", "wide", "last").print(terminal);
    terminal.out().flush();
  }
}
