package dev.cloakroom.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The pages of `docs/tools` have every dialect, and tell of each mode what a container holds.
class ToolPagesTest {
  @Test
  void everyDialectIsOnAPageWithItsModes() throws IOException {
    var pages = pages();

    for (var dialect : Dialects.builtIn().all()) {
      var page = pages.stream().filter(text -> text.contains("`" + dialect.name() + "`")).toList();
      assertThat(page).as(dialect.name()).isNotEmpty();
      for (var mode : dialect.modes()) {
        assertThat(page)
            .as(dialect.name())
            .anyMatch(text -> text.contains("`" + mode.word() + "`"));
      }
    }
  }

  @Test
  void everyPageBeginsWithACommand() throws IOException {
    assertThat(pages())
        .allMatch(page -> page.matches("(?s)# [^\n]+\n\n```sh\n(cloakroom [^\n]+\n)+```\n.*"));
  }

  private static List<String> pages() throws IOException {
    try (var files = Files.list(Path.of("docs/tools"))) {
      return files
          .map(file -> {
            try {
              return Files.readString(file);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          })
          .toList();
    }
  }
}
