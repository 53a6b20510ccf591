package dev.cloakroom.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of codes in docs/troubleshooting.md is compared with the sources.
class TroubleshootingTest {
  /// Whatever makes a problem, up to the first literal that could be its code.
  private static final Pattern MADE =
      Pattern.compile(
          "(?:new (?:Problem|\\w+Exception|Complaint)|\\b(?:usage|problem|failed|unreadable|misused|refused))"
              + "\\((?:[^;\"]|\"[A-Z/ ][^\"]*\"|\"cloakroom ?\")*?"
              + "\"([a-z]+(?:-[a-z]+)+|blocked|internal|starting|stopped|timeout|usage)\"");

  /// States of an account, which are codes as they are.
  private static final Set<String> STATES = Set.of("needs-consent", "uncertain", "misconfigured");

  /// What a run's helper script says by itself.
  private static final Path SCRIPT =
      Path.of("src/main/resources/dev/cloakroom/delivery/cloakroom-token");

  private static final Pattern SAID = Pattern.compile("\\[([a-z-]+)]\"");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

  @Test
  void theTableHasEveryCodeAndNoOther() throws IOException {
    var documented = codes(ROW, Files.readString(Path.of("docs/troubleshooting.md")));

    var made = codes(MADE, sources());
    made.addAll(STATES);
    made.addAll(codes(SAID, Files.readString(SCRIPT)));

    assertThat(documented).containsExactlyElementsOf(made);
  }

  private static String sources() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(TroubleshootingTest::withoutComments)
          .collect(Collectors.joining());
    }
  }

  private static String withoutComments(Path file) {
    try {
      return Files.readString(file).replaceAll("//[^\n]*", "");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> codes(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
