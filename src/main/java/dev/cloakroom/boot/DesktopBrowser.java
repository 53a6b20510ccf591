package dev.cloakroom.boot;

import dev.cloakroom.cli.Surroundings.Browser;
import dev.cloakroom.sandbox.HostProgram;
import java.util.List;
import java.util.Map;

/// The browser of the person's desktop; nothing where there is no desktop.
final class DesktopBrowser implements Browser {
  private final boolean desktop;

  DesktopBrowser(Map<String, String> environment) {
    this.desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
  }

  @Override
  public void open(String link) {
    if (desktop) {
      HostProgram.start(List.of("xdg-open", link));
    }
  }
}
