package dev.cloakroom.boot;

import com.microsoft.playwright.Page;
import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.ConsolePage;
import dev.cloakroom.browser.PlaygroundPage;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The console of a whole host in a real browser: what a person does there from the first account
/// to the last.
@ExtendWith(WithChromium.class)
class ConsoleInBrowserIT {
  /// Asks for the calendar where it has none; else says so, and goes on until it may end.
  private static final String SKILL =
      """
      if [ ! -e /workspace/tokens/local-calendar.json ]; then
        echo AUTH_REQUIRED:local-calendar:calendar
        exit 1
      fi
      echo got it
      while [ ! -e end ]; do sleep 0.02; done
      """;

  private final Chromium chromium;
  @TempDir private Path folder;
  private PlaygroundHome home;

  ConsoleInBrowserIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    home = new PlaygroundHome(folder);
  }

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void connectsInAWindowThatClosesAndShowsTheAccountByItself() {
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      var list = visit.page().url();
      console.toConnect();
      var other = open(visit, list);
      console.search().fill("loc");
      console.assertReadsNot("google");

      var popup = console.connect("local");
      new ConsentPage(popup).allow();
      logIn(popup, "Ana");
      popup.waitForClose(() -> new ConsentPage(popup).save());

      other.assertReads("local/ana");
    }
  }

  private Visit enter(Window window) {
    var visit = chromium.visit(window, home.base(), home.issuer());
    visit.open(home.consoleLink());
    return visit;
  }

  /// The address in another window of the same person, where it is live.
  private static ConsolePage open(Visit visit, String address) {
    var page = visit.context().newPage();
    page.navigate(address);
    var console = new ConsolePage(page);
    console.awaitLive();
    return console;
  }

  private static void logIn(Page page, String name) {
    var provider = new PlaygroundPage(page);
    provider.logIn(name);
    provider.allow();
  }
}
