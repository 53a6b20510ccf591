package dev.cloakroom.boot;

import static dev.cloakroom.browser.Looks.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.cloakroom.browser.Chromium;
import dev.cloakroom.browser.ConsentPage;
import dev.cloakroom.browser.ConsolePage;
import dev.cloakroom.browser.PlaygroundPage;
import dev.cloakroom.browser.Visit;
import dev.cloakroom.browser.Window;
import dev.cloakroom.browser.WithChromium;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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

  @Test
  void connectsWithACodeOnAnotherDevice() {
    try (var visit = enter(Window.DESKTOP);
        var phone = chromium.visit(Window.PHONE, home.issuer())) {
      var console = new ConsolePage(visit.page());
      console.toConnect();
      var popup = console.connect("local");
      var consent = new ConsentPage(popup);
      consent.code();
      assertAccessible(popup);
      phone.open(URI.create(consent.deviceAddress()));

      var provider = new PlaygroundPage(phone.page());
      provider.type(consent.userCode());
      provider.logIn("Ana");
      provider.allow();
      consent.assertShows(ConsentPage.CONFIRM);
      popup.waitForClose(consent::save);

      console.goTo(ConsolePage.ACCOUNTS);
      console.assertReads("local/ana");
    }
  }

  @Test
  void goesOnWithARunWhileItsPageIsOpen() throws IOException {
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      console.goTo(ConsolePage.RUNS);
      console.awaitLive();
      var run = run();
      console.assertReads(ConsolePage.WAITS);
      console.follow("diary");
      console.assertReads("diary asks for local-calendar");

      var popup = console.answer();
      new ConsentPage(popup).allow();
      logIn(popup, "Ana");
      new ConsentPage(popup).save();

      console.assertRunSaid("got it");
      console.assertReads(ConsolePage.RUNNING);
      console.assertReads("local/ana as local-calendar");
      console.assertNobodyWaits();
      Files.createFile(home.work().resolve("end"));
      console.assertReads("Ended");
      assertThat(run.exit()).as(run.toString()).isZero();
    }
  }

  @Test
  void saysWhyARunFailedThatWasDenied() {
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      var run = run();
      console.goTo(ConsolePage.RUNS);
      console.follow("diary");

      var popup = console.answer();
      popup.waitForClose(() -> new ConsentPage(popup).deny());

      console.assertReads(ConsolePage.FAILED);
      console.assertReads("denied");
      console.assertNobodyWaits();
      assertThat(run.exit()).as(run.toString()).isEqualTo(125);
    }
  }

  @Test
  void stopsARun() {
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      var run = run();
      console.goTo(ConsolePage.RUNS);
      console.follow("diary");
      console.press("Stop");

      console.assertReads("Ended");
      assertThat(run.exit()).as(run.toString()).isNotZero();
    }
  }

  @Test
  void tellsWhatDisconnectingDoesAndDoesIt() {
    connect("ana");
    grant("diary", "local/ana");
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      var other = open(visit, visit.page().url());
      console.follow("local/ana");
      console.askToDisconnect();
      console.assertShows("Disconnect local/ana?");
      console.assertReads("can't read it any more: diary");
      other.assertReads("local/ana");

      console.disconnect();

      console.assertShows("local/ana is disconnected");
      console.assertReads("diary");
      other.assertReads("No account is connected yet");
      console.goTo(ConsolePage.ACCESS);
      console.assertReads("No workload may read anything");
      assertThat(home.prompt().run("token", "local/ana").exit()).isNotZero();
      assertThat(home.provider().counts().revocations()).isPositive();
    }
  }

  @Test
  void letsOneBrowserLeaveAndTheOtherStay() {
    try (var first = enter(Window.DESKTOP);
        var second = enter(Window.PHONE)) {
      var mine = URI.create(first.page().url());
      assertThat(second.open(mine)).isEqualTo(403);
      new ConsentPage(second.page()).assertShows(ConsentPage.STRANGER);
      assertThat(second.page().goBack().status()).isEqualTo(200);

      new ConsolePage(second.page()).leave();

      new ConsolePage(second.page()).assertShows(ConsolePage.LEFT);
      assertThat(second.page().goBack().status()).isEqualTo(403);
      assertThat(first.open(mine)).isEqualTo(200);
      new ConsolePage(first.page()).assertShows(ConsolePage.ACCOUNTS);
    }
  }

  @Test
  void closesTheDoorOnAllWindowsOfABrowserThatLeft() {
    try (var visit = enter(Window.DESKTOP)) {
      var console = new ConsolePage(visit.page());
      var other = open(visit, visit.page().url());
      console.leave();
      connect("ana"); // something to hear of

      new ConsentPage(other.page()).assertShows(ConsentPage.STRANGER);
      visit.takeTroubles(); // its questions were refused
    }
  }

  @Test
  void worksWithoutScripts() throws IOException {
    try (var visit = enter(Window.PHONE.withoutScripts())) {
      var console = new ConsolePage(visit.page());
      var run = run();
      console.goTo(ConsolePage.RUNS);
      console.follow("diary");
      console.assertReads(ConsolePage.WAITS);
      console.follow("Answer");
      consent(visit.page());
      Files.createFile(home.work().resolve("end"));
      assertThat(run.exit()).as(run.toString()).isZero();

      console.follow("Back to the console");
      console.goTo(ConsolePage.RUNS);
      console.follow("diary");
      console.assertRunSaid("got it");
    }
  }

  @Test
  void connectsAndDisconnectsWithoutScripts() {
    try (var visit = enter(Window.DESKTOP.withoutScripts())) {
      var console = new ConsolePage(visit.page());
      console.toConnect();
      console.search().fill("local");
      console.search().press("Enter");
      console.assertReadsNot("google");
      console.button("Connect local-calendar").click();
      consent(visit.page());
      console.follow("Back to the console");

      console.follow("local/ana");
      console.askToDisconnect();
      console.disconnect();

      console.assertShows("local/ana is disconnected");
      console.goTo(ConsolePage.ACCOUNTS);
      console.assertReads("No account is connected yet");
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

  /// Says yes to everything, in this window.
  private static void consent(Page page) {
    var consent = new ConsentPage(page);
    consent.allow();
    logIn(page, "Ana");
    consent.save();
  }

  private static void logIn(Page page, String name) {
    var provider = new PlaygroundPage(page);
    provider.logIn(name);
    provider.allow();
  }

  /// A run that waits for consent.
  private Prompt.Typed run() {
    var run =
        home.prompt()
            .start(
                "run",
                "--workload",
                "diary",
                "--grant",
                "local-calendar",
                "--timeout",
                "60s",
                "--",
                "sh",
                "-c",
                SKILL);
    home.link(); // it has asked
    return run;
  }

  private void connect(String name) {
    var connect = home.prompt(Prompt.person(name)).run("connect", "local", "--as", name);
    assertThat(connect.exit()).as(connect.toString()).isZero();
  }

  private void grant(String workload, String account) {
    var grant = home.prompt().run("grant", workload, account);
    assertThat(grant.exit()).as(grant.toString()).isZero();
  }
}
