package dev.cloakroom.control;

import static dev.cloakroom.http.Html.element;

import dev.cloakroom.consent.Browser;
import dev.cloakroom.consent.Browsers;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.consent.Door;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Route;
import dev.cloakroom.wire.AccountView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The web console: open consent requests first, then the accounts. For browsers that came by a
/// link of `cloakroom console`.
public final class Console {
  private final Control control;
  private final Consents consents;
  private final Door door;

  /// A console over what `control` shows.
  public Console(Control control, Consents consents, Door door) {
    this.control = control;
    this.consents = consents;
    this.door = door;
  }

  /// The routes, for the console's listener.
  public List<Route> routes() {
    return List.of(door.get("/", _ -> Browsers.CONSOLE, (_, browser) -> home(browser)));
  }

  private Reply home(Browser browser) {
    return Page.titled("Cloakroom").with(asks(browser), accounts(), leaveForm(browser)).reply(200);
  }

  private Html asks(Browser browser) {
    var open = consents.open();
    if (open.isEmpty()) {
      return element("p", "Nobody is waiting for your consent.");
    }
    var items = new ArrayList<Html>();
    for (var request : open) {
      var link = Map.of("href", browser.path("/consent/" + request.id()));
      items.add(element("li", element("a", link, Html.text(words(request)))));
    }
    return element("ul", Html.join(items));
  }

  private static String words(ConsentRequest request) {
    return request.isHost()
        ? "You asked to connect " + request.askedAs()
        : request.workload() + " asks for " + request.askedAs();
  }

  private Html accounts() {
    var accounts = control.accounts();
    if (accounts.isEmpty()) {
      return element("p", "No account is connected: begin with `cloakroom connect PROVIDER`.");
    }
    var rows = new ArrayList<Html>();
    rows.add(row("th", List.of("Account", "Whose", "State", "Token until", "Scopes")));
    accounts.forEach(account -> rows.add(row("td", cells(account))));
    return element("table", Html.join(rows));
  }

  private static List<String> cells(AccountView account) {
    Instant until = account.expiresAt();
    var state =
        account.reason().isEmpty()
            ? account.state()
            : account.state() + " (" + account.reason() + ")";
    return List.of(
        account.account(),
        account.label(),
        state,
        until == null ? "for ever" : until.toString(),
        account.scope());
  }

  private static Html row(String cell, List<String> texts) {
    return element("tr", texts.stream().map(text -> element(cell, text)).toArray(Html[]::new));
  }

  private static Html leaveForm(Browser browser) {
    var token = Map.of("type", "hidden", "name", "token", "value", browser.formToken());
    return element(
        "form",
        Map.of("method", "post", "action", browser.path("/leave")),
        element("input", token),
        element("button", Map.of("type", "submit"), Html.text("Leave the console")));
  }
}
