package dev.cloakroom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.cloakroom.NpmPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How pages look: to those who see them small, to those who don't see them, and in pictures.
public final class Looks {
  private static final Path PICTURES = Path.of("target/screenshots");
  private static final String AXE_RULES =
      """
      async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
        return found.violations.flatMap(rule => rule.nodes.map(node =>
          `${rule.id} at ${node.target.join(' ')}: ${rule.help}. ${node.failureSummary}`));
      }
      """;
  private static final String SIDEWAYS =
      """
      wanted => {
        const root = document.documentElement;
        if (root.clientWidth === wanted && root.scrollWidth <= wanted) {
          return [];
        }
        const wide = [...document.body.querySelectorAll('*')]
          .filter(element => element.getBoundingClientRect().right > wanted + 1)
          .map(element => element.outerHTML.slice(0, 120));
        return [`${root.scrollWidth} of ${root.clientWidth} in a window of ${wanted}`, ...wide];
      }
      """;

  private Looks() {}

  /// Fails when axe finds anything: WCAG 2.2 A and AA, and what it calls best practice.
  ///
  /// Its source is evaluated, not loaded: the pages' policy stays in force.
  public static void assertAccessible(Page page) {
    page.evaluate(axe() + ";undefined");
    var violations = (List<?>) page.evaluate(AXE_RULES);
    assertThat(violations).as("axe at " + page.url()).isEmpty();
  }

  private static String axe() {
    var file = NpmPackages.installed("browser").resolve("node_modules/axe-core/axe.min.js");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails when the page is wider than its window.
  public static void assertNoSidewaysScroll(Page page) {
    var wide = (List<?>) page.evaluate(SIDEWAYS, page.viewportSize().width);
    assertThat(wide).as("width of " + page.url()).isEmpty();
  }

  /// The whole page as `target/screenshots/NAME.png`.
  public static Path screenshot(Page page, String name) {
    var picture = PICTURES.resolve(name + ".png");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(picture)
            .setFullPage(true)
            .setAnimations(ScreenshotAnimations.DISABLED));
    return picture;
  }
}
