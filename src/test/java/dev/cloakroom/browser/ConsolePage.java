package dev.cloakroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/// The console's pages, by what a person reads and presses. All their words that tests know are
/// here.
public record ConsolePage(Page page) {
  /// The headings, which are also the names in the bar.
  public static final String ACCOUNTS = "Accounts";

  public static final String RUNS = "Runs";
  public static final String ACCESS = "Access";
  public static final String LEFT = "You have left";

  /// How a run stands.
  public static final String WAITS = "Waits for you";

  public static final String RUNNING = "Running";
  public static final String FAILED = "Failed";

  /// Waits for the page with this heading; fails when it does not come.
  public void assertShows(String heading) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText(heading);
  }

  /// Waits until the page tells that it follows what happens.
  public void awaitLive() {
    assertThat(page.getByRole(AriaRole.BANNER).getByRole(AriaRole.STATUS)).hasText("Live");
  }

  /// Waits until `text` is to be read on it.
  public void assertReads(String text) {
    assertThat(page.getByRole(AriaRole.MAIN)).containsText(text);
  }

  /// Waits until `text` is not to be read on it.
  public void assertReadsNot(String text) {
    assertThat(page.getByRole(AriaRole.MAIN)).not().containsText(text);
  }

  /// Waits until the run has said `text`.
  public void assertRunSaid(String text) {
    assertThat(page.getByRole(AriaRole.LOG)).containsText(text);
  }

  /// Goes to another page by the bar.
  public void goTo(String place) {
    page.getByRole(AriaRole.BANNER).getByRole(AriaRole.LINK, named(place)).click();
  }

  /// Follows the first link whose words begin so.
  public void follow(String beginning) {
    link(beginning).click();
  }

  public Locator link(String beginning) {
    return links(beginning).first();
  }

  /// The links whose words begin so.
  public Locator links(String beginning) {
    return page.getByRole(AriaRole.MAIN).getByRole(AriaRole.LINK, named(beginning));
  }

  /// Presses the button whose words begin so.
  public void press(String beginning) {
    button(beginning).click();
  }

  public Locator button(String beginning) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(start(beginning)));
  }

  /// Where one types to find something in a list.
  public Locator search() {
    return page.getByRole(AriaRole.SEARCHBOX);
  }

  public void toConnect() {
    follow("Connect an account");
  }

  /// The window that connecting an account of this provider, or alias, opens.
  public Page connect(String provider) {
    var name = new Page.GetByRoleOptions().setName("Connect " + provider).setExact(true);
    return page.waitForPopup(() -> page.getByRole(AriaRole.BUTTON, name).click());
  }

  /// The window that answering the first ticket opens.
  public Page answer() {
    return page.waitForPopup(() -> follow("Answer"));
  }

  /// Waits until no ticket is to be answered.
  public void assertNobodyWaits() {
    assertThat(link("Answer")).hasCount(0);
  }

  public void askToDisconnect() {
    follow("Disconnect");
  }

  public void disconnect() {
    press("Disconnect");
  }

  public void leave() {
    press("Leave");
  }

  private static Locator.GetByRoleOptions named(String beginning) {
    return new Locator.GetByRoleOptions().setName(start(beginning));
  }

  private static Pattern start(String words) {
    return Pattern.compile("^" + words.replaceAll("\\W", "\\\\$0")); // for JavaScript
  }
}
