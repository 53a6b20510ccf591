package dev.cloakroom.console;

import static dev.cloakroom.http.Html.element;
import static dev.cloakroom.http.Html.tag;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;

/// The settings as they count, to read.
final class SettingsPage {
  private SettingsPage() {}

  static Reply show(Rooms rooms, Browser browser) {
    var rows = rooms.settings().stream().map(SettingsPage::row).toList();
    var head = element("tr", element("th", "Setting"), element("th", "Value"));
    return Frame.page(rooms, browser, Frame.Place.SETTINGS, "Settings")
        .with(
            Page.text(
                "They are changed in `cloakroom.yaml`, and count from the next start of the host."),
            tag(
                "section.sheet",
                tag(
                    "div.scroll",
                    element("table", element("thead", head), element("tbody", Html.join(rows))))))
        .reply(200);
  }

  private static Html row(Setting setting) {
    return element(
        "tr",
        element("td", element("code", setting.key()), tag("div.soft", setting.meaning())),
        tag("td.mono", setting.value()));
  }
}
