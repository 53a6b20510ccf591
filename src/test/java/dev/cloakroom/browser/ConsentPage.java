package dev.cloakroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/// The consent pages, by what a person reads and presses. All their words that tests know are here.
public record ConsentPage(Page page) {
  /// The headings.
  public static final String CONFIRM = "Is this the right account?";

  public static final String CONNECTED = "Connected";
  public static final String ALLOWED = "Allowed";
  public static final String DENIED = "Denied";
  public static final String BLOCKED = "Blocked";
  public static final String EXPIRED = "Too late";
  public static final String FAILED = "That did not work";
  public static final String STRANGER = "Open this from your own machine";

  /// Waits for the page with this heading, which others may lead to; fails when it does not come.
  public void assertShows(String heading) {
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasText(heading);
  }

  /// All that is to be read.
  public String text() {
    return page.locator("body").innerText();
  }

  /// Presses the button that allows it, and leads to the provider.
  public void allow() {
    press("Allow");
  }

  /// Presses the button that gives an account that is there already.
  public void use(String account) {
    press("Use " + account);
  }

  /// Presses the button that leads to the provider although an account is there already.
  public void another() {
    press("Log in with another account");
  }

  public void deny() {
    press("Deny");
  }

  /// Leaves a request of the command line.
  public void cancel() {
    press("Cancel");
  }

  public void block() {
    press("Block");
  }

  /// Presses the button for a login on another device, and waits for the code.
  public void code() {
    press("Log in with a code");
    page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("QR code")).waitFor();
  }

  /// Where to go on the other device.
  public String deviceAddress() {
    return page.getByRole(AriaRole.LINK).getAttribute("href");
  }

  /// What to type there.
  public String userCode() {
    return page.locator(".user-code").innerText();
  }

  /// Says that the account is the right one.
  public void save() {
    press("Save");
  }

  /// Says that it is not.
  public void discard() {
    press("Not this one");
  }

  private void press(String beginning) {
    var name = Pattern.compile("^" + beginning.replaceAll("\\W", "\\\\$0")); // for JavaScript
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).click();
  }
}
