package dev.cloakroom.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/// What a person looks at pages with.
///
/// @param touch a phone, which is touched, and lays pages out as their viewport says
/// @param scripts whether JavaScript runs
/// @param locale what the person reads, such as `en-GB`
public record Window(
    int width, int height, boolean touch, ColorScheme scheme, boolean scripts, String locale) {
  /// A small phone: 360 × 740.
  public static final Window PHONE = new Window(360, 740, true, ColorScheme.LIGHT, true, "en-GB");

  /// A desktop: 1280 × 800.
  public static final Window DESKTOP =
      new Window(1280, 800, false, ColorScheme.LIGHT, true, "en-GB");

  /// The same in dark colours.
  public Window dark() {
    return new Window(width, height, touch, ColorScheme.DARK, scripts, locale);
  }

  /// The same with JavaScript off.
  public Window withoutScripts() {
    return new Window(width, height, touch, scheme, false, locale);
  }

  /// The same for a person who reads `other`.
  public Window reading(String other) {
    return new Window(width, height, touch, scheme, scripts, other);
  }

  /// What to call pictures taken with it, such as `phone-dark`.
  public String name() {
    return (touch ? "phone" : "desktop") + (scheme == ColorScheme.DARK ? "-dark" : "-light");
  }

  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setIsMobile(touch)
        .setHasTouch(touch)
        .setColorScheme(scheme)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setJavaScriptEnabled(scripts)
        .setLocale(locale)
        .setTimezoneId("UTC");
  }
}
