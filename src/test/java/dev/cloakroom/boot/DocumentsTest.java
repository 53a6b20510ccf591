package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.cli.Commands;
import dev.cloakroom.cli.Surroundings;
import dev.cloakroom.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What the documents show works: their settings are read, their commands and options exist, and
/// their links lead somewhere.
class DocumentsTest {
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
  private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z-]+");

  @TempDir Path folder;

  @Test
  void settingsInTheDocumentsAreRead() throws IOException {
    for (var name : List.of("client.secret", "google.secret", "postgres.password")) {
      Files.writeString(folder.resolve(name), "not-a-real-secret\n");
    }

    for (var document : documents()) {
      for (var yaml : found(YAML, document)) {
        var parsed = new Load(LoadSettings.builder().build()).loadFromString(yaml);

        assertThat(Settings.of(parsed, folder)).as(document + "\n" + yaml).isNotNull();
      }
    }
  }

  @Test
  void commandsInTheDocumentsExistWithTheirOptions() throws IOException {
    for (var document : documents()) {
      for (var line : commandLines(document)) {
        var words = line.split(" -- ", -1)[0];
        var help = help(words.split(" ", -1)[1]);

        assertThat(help).as(line).contains("Usage:");
        OPTION
            .matcher(words)
            .results()
            .map(MatchResult::group)
            .filter(option -> !option.equals("--java-home"))
            .forEach(option -> assertThat(help).as(line).contains(option));
      }
    }
  }

  @Test
  void linksInTheDocumentsLeadSomewhere() throws IOException {
    for (var document : documents()) {
      for (var link : found(LINK, document)) {
        assertThat(document.resolveSibling(link)).as(document.toString()).exists();
      }
    }
  }

  private static List<String> commandLines(Path document) throws IOException {
    return found(SHELL, document).stream()
        .flatMap(String::lines)
        .filter(line -> line.matches("(\\./)?cloakroom [a-z]+.*"))
        .toList();
  }

  private static List<String> found(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> root = Files.list(Path.of("."))) {
      return Stream.concat(docs, root).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private String help(String command) {
    var out = new ByteArrayOutputStream();
    var print = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal = new Terminal(InputStream.nullInputStream(), print, print, Set.of(), false);
    var around =
        new Surroundings(
            folder, folder, terminal, _ -> {}, new ProcessSignals(), Clock.systemUTC());
    var more = Main.hostCommands(Places.in(folder), Machine.with(""), terminal, around.browser());
    new Commands(around, Host.VERSION, Map.copyOf(more)).run(command, "--help");
    return out.toString(StandardCharsets.UTF_8);
  }
}
