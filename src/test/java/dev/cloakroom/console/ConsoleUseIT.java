package dev.cloakroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.ConsolePage;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The console in the hands of a person with a keyboard, and of one who stays too long.
@ExtendWith(WithChromium.class)
class ConsoleUseIT {
  private static final Duration LEFT = Duration.ofMinutes(30);
  private static final int MOST_TABS = 60;
  private static final String FOCUS =
      """
      element => element === document.activeElement && element.matches(":focus-visible")
          && parseFloat(getComputedStyle(element).outlineWidth) >= 2
      """;

  private final Chromium chromium;
  @TempDir private Path folder;
  private Stage stage;
  private Visit visit;
  private ConsolePage console;

  ConsoleUseIT(Chromium chromium) {
    this.chromium = chromium;
  }

  @BeforeEach
  void open() {
    stage = new Stage(folder);
    stage.healthy("ana", LEFT);
    stage.healthy("bea", LEFT);
    visit = chromium.visit(Window.DESKTOP, stage.rooms.base);
    console = new ConsolePage(visit.page());
  }

  @AfterEach
  void close() {
    visit.close();
    stage.close();
  }

  @Test
  void findsOpensAndDisconnectsAnAccountWithTheKeyboardAlone() {
    for (int i = 0; i < 10; i++) {
      stage.healthy("other" + i, LEFT);
    }
    enter();

    tabTo(console.search());
    visit.page().keyboard().type("ana@");
    console.assertReadsNot("google/bea");
    tabTo(console.link("google/ana"));
    visit.page().keyboard().press("Enter");
    tabTo(console.link("Disconnect"));
    visit.page().keyboard().press("Enter");
    tabTo(console.button("Disconnect google/ana"));
    visit.page().keyboard().press("Enter");

    console.assertShows("google/ana is disconnected");
    assertThat(stage.rooms.vault.account(Stage.ANA)).isEmpty();
  }

  @Test
  void keepsTheKeyboardAtTheSameAccountWhenOthersCome() {
    enter();
    tabTo(console.link("google/bea"));

    stage.healthy("anastasia", LEFT);
    console.assertReads("google/anastasia");

    assertThat(console.link("google/bea").evaluate(FOCUS)).isEqualTo(true);
  }

  @Test
  void keepsTheKeyboardInTheListWhenItsAccountGoes() {
    enter();
    tabTo(console.link("google/bea"));

    stage.rooms.broker.disconnect(Stage.ANA);
    console.assertReadsNot("google/ana");
    assertThat(console.link("google/bea").evaluate(FOCUS)).isEqualTo(true);
  }

  @Test
  void saysWhatToDoWhenTheStayIsOver() {
    enter();

    stage.rooms.clock.advance(Duration.ofHours(24));
    stage.healthy("carl", LEFT); // something to hear of

    var stranger = new ConsentPage(visit.page());
    stranger.assertShows(ConsentPage.STRANGER);
    assertThat(stranger.text()).contains("cloakroom console").doesNotContain("google/");
    visit.takeTroubles(); // its question was refused
    visit.open(stage.link());
    console.assertReads("google/carl");
  }

  private void enter() {
    visit.open(stage.link());
    console.awaitLive();
  }

  /// Presses Tab until it is there; fails where it is not, or where one doesn't see that it is.
  private void tabTo(Locator target) {
    target.waitFor();
    for (int i = 0; i < MOST_TABS; i++) {
      visit.page().keyboard().press("Tab");
      if (target.evaluate("element => element === document.activeElement").equals(true)) {
        assertThat(target.evaluate(FOCUS)).as("seen at " + target).isEqualTo(true);
        return;
      }
    }
    throw new AssertionError("Tab does not reach " + target);
  }
}
