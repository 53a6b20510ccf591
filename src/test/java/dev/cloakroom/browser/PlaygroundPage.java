package dev.cloakroom.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/// The playground provider's pages.
public record PlaygroundPage(Page page) {
  /// Types a name, and goes on to the provider's own question.
  public void logIn(String name) {
    page.getByLabel("Your name").fill(name);
    press("Continue");
  }

  /// Types the code that another device shows.
  public void type(String code) {
    page.getByRole(AriaRole.TEXTBOX).fill(code);
    press("Continue");
  }

  public void allow() {
    press("Allow");
  }

  public void deny() {
    press("Deny");
  }

  private void press(String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }
}
