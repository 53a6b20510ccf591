package dev.cloakroom.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.cloakroom.NpmPackages;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Debian's Chromium without a screen, one for all tests of a JVM: a test class that is
/// `@ExtendWith(WithChromium.class)` gets it as a parameter.
///
/// It finds nothing but this machine: `127.0.0.1`, `localhost`, and any name under `.test`, which
/// all lead to `127.0.0.1`. To be used by one thread only, as all of Playwright.
public final class Chromium implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final List<String> OPTIONS =
      List.of(
          "--no-sandbox", // it does not start for root otherwise, and sees our own pages only
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND,"
              + " EXCLUDE 127.0.0.1, EXCLUDE localhost");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /// Starts it, and its driver: npm's `playwright-core`, by this machine's node.
  public static Chromium start() {
    var modules = NpmPackages.installed("browser").resolve("node_modules");
    System.setProperty("playwright.cli.dir", modules.toAbsolutePath().toString());
    var environment =
        Map.of("PLAYWRIGHT_NODEJS_PATH", "node", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    try {
      var options =
          new BrowserType.LaunchOptions()
              .setExecutablePath(PROGRAM)
              .setHeadless(true)
              .setArgs(OPTIONS);
      return new Chromium(playwright, playwright.chromium().launch(options));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /// A person's visit, with cookies of its own.
  ///
  /// @param home the site that is visited, and the only one that its pages may ask for anything
  /// @param providers other sites that the person may be sent to
  public Visit visit(Window window, URI home, URI... providers) {
    var origins = Stream.concat(Stream.of(home), Stream.of(providers)).map(Visit::origin).toList();
    return new Visit(browser.newContext(window.options()), origins);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
