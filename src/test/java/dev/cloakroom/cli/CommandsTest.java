package dev.cloakroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

class CommandsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help", ""})
  void listsAllCommandsInOrder(String word) {
    var shell = shell();
    shell.more.put("demo", Said::new);
    shell.more.put("up", Said::new);

    int exit = word.isEmpty() ? shell.run() : shell.run(word);

    assertThat(exit).isZero();
    assertThat(shell.out()).contains("Usage: cloakroom COMMAND").contains("says something");
    assertThat(shell.out()).containsSubsequence("  up ", "  demo ", "  connect ", "  disconnect ");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void hidesWhatIsHidden() {
    var shell = shell();
    shell.more.put("train", Trained::new);

    assertThat(shell.run("--help")).isZero();
    assertThat(shell.run("train")).isZero();
    assertThat(shell.out()).doesNotContain("train");
  }

  @Test
  void tellsItsVersion() {
    var shell = shell();

    assertThat(shell.run("--version")).isZero();
    assertThat(shell.out()).isEqualTo("cloakroom 1.2.3\n");
  }

  @Test
  void helpsWithEveryCommandOfItsOwn() {
    for (var name : shell().commands().names()) {
      var shell = shell();

      assertThat(shell.run(name, "--help")).isZero();
      assertThat(shell.run("help", name)).isZero();
      assertThat(shell.out())
          .startsWith("Usage: cloakroom " + name)
          .contains("Examples:\n  cloakroom " + name, "--json");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tokn, there is no command tokn: did you mean token?",
    "--verson, there is no option --verson",
  })
  void guessesWhatWasMeant(String word, String message) {
    var shell = shell();

    assertThat(shell.run(word)).isEqualTo(2);
    assertThat(shell.err()).startsWith("cloakroom: " + message);
    assertThat(shell.err()).endsWith(" `cloakroom --help` tells more [unknown-command]\n");
    assertThat(shell.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "token, Missing required parameter: 'ACCOUNT'",
    "token google/ana get other, there is one argument too many",
    "token google/ana --min-tl=5, there is no option --min-tl: did you mean --min-ttl?",
    "grant family, Missing required parameter: 'ACCOUNT'",
    "run --network none, Missing required parameter: 'COMMAND'",
    "run --envv=SECRET -- ls, there is no option --envv: did you mean --env?",
  })
  void saysWhatIsWrongInOneLine(String line, String message) {
    var arguments = line.split(" ", -1);
    var shell = shell();

    assertThat(shell.run(arguments)).isEqualTo(2);
    assertThat(shell.err().lines().toList())
        .singleElement()
        .asString()
        .startsWith("cloakroom: " + message)
        .endsWith(" `cloakroom " + arguments[0] + " --help` tells more [usage]");
  }

  @Test
  void tellsMisuseAsJsonToo() {
    var shell = shell();

    assertThat(shell.run("token", "--json")).isEqualTo(2);
    assertThat(shell.out())
        .isEqualTo(
            "{\"error\":{\"code\":\"usage\",\"message\":\"Missing required parameter:"
                + " 'ACCOUNT'; `cloakroom token --help` tells more\",\"exit\":2}}\n");
  }

  @Test
  void saysThatNoHostRuns() {
    var shell = shell();

    assertThat(shell.run("status", "--json")).isEqualTo(5);
    assertThat(shell.err())
        .startsWith("cloakroom: no host listens on ")
        .contains("[host-not-running]");
    assertThat(shell.out()).contains("\"code\":\"host-not-running\"").contains("\"exit\":5");
  }

  @Test
  void tellsTheProblemsOfOtherCommands() {
    var shell = shell();
    shell.more.put("up", Failing::new);

    assertThat(shell.run("up")).isEqualTo(6);
    assertThat(shell.err()).isEqualTo("cloakroom: it may not [no-way]\n");
  }

  @Test
  void paintsOnATerminalOnly() {
    var painted = shell().attended(Terminal.Side.OUT).colours();
    var piped = shell().colours();
    var plain = shell().attended(Terminal.Side.OUT);

    painted.run("--help");
    piped.run("--help");
    plain.run("--help");

    assertThat(painted.out()).contains("\u001b[");
    assertThat(piped.out() + plain.out()).doesNotContain("\u001b[");
  }

  @Test
  void isDescribedInItsPage() throws IOException {
    var described =
        Pattern.compile("^## `cloakroom (\\S+)`?", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("docs/cli.md")))
            .results()
            .map(found -> found.group(1).replace("`", ""))
            .toList();

    var shell = shell();
    shell.more.put("up", Said::new);
    shell.more.put("demo", Said::new);
    shell.more.put("chaos", Said::new);
    shell.more.put("image", Said::new);
    shell.more.put("service", Said::new);
    shell.more.put("setup", Said::new);

    assertThat(described).containsExactlyElementsOf(shell.commands().names());
  }

  @Test
  void describesEveryOptionInItsPage() throws IOException {
    var page = Files.readString(Path.of("docs/cli.md"));
    for (var name : shell().commands().names()) {
      var shell = shell();
      shell.run(name, "--help");
      int from = page.indexOf("## `cloakroom " + name + "`");
      int end = page.indexOf("\n## ", from);
      var section = page.substring(from, end < 0 ? page.length() : end);

      assertThat(options(shell.out())).allSatisfy(option -> assertThat(section).contains(option));
    }
  }

  private static List<String> options(String help) {
    return Pattern.compile("--(?!help|json)[a-z-]+")
        .matcher(help)
        .results()
        .map(found -> found.group())
        .toList();
  }

  private Shell shell() {
    return new Shell(folder.resolve("s"));
  }

  @Command(description = "says something")
  private static final class Said implements Callable<Integer> {
    @Override
    public Integer call() {
      return 0;
    }
  }

  @Command(hidden = true)
  private static final class Trained implements Callable<Integer> {
    @Override
    public Integer call() {
      return 0;
    }
  }

  @Command
  private static final class Failing implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new Problem(Kind.REFUSED, "no-way", "it may not");
    }
  }
}
