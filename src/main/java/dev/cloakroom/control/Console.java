package dev.cloakroom.control;

import static dev.cloakroom.http.Html.element;

import dev.cloakroom.consent.Browsers;
import dev.cloakroom.consent.ConsentRequest;
import dev.cloakroom.consent.Consents;
import dev.cloakroom.credential.Secret;
import dev.cloakroom.http.Handler;
import dev.cloakroom.http.Html;
import dev.cloakroom.http.Page;
import dev.cloakroom.http.Reply;
import dev.cloakroom.http.Request;
import dev.cloakroom.http.Route;
import dev.cloakroom.problem.Kind;
import dev.cloakroom.problem.Problem;
import dev.cloakroom.wire.AccountView;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The web console: open consent requests first, then the accounts. For browsers that came by a
/// link of `cloakroom console`.
public final class Console {
  private final Control control;
  private final Consents consents;
  private final Browsers browsers;

  /// A console over what `control` shows.
  public Console(Control control, Consents consents, Browsers browsers) {
    this.control = control;
    this.consents = consents;
    this.browsers = browsers;
  }

  /// The routes, for the console's listener.
  public List<Route> routes() {
    var routes = new ArrayList<Route>();
    routes.add(Route.get("/", this::home));
    routes.add(Route.post("/leave", this::leave));
    control.looks().forEach(route -> routes.add(route.with(this::forTheLetIn)));
    return routes;
  }

  private Handler forTheLetIn(Handler handler) {
    return request -> {
      if (!isLetIn(request.cookie(Browsers.COOKIE).map(Secret::of))) {
        throw new Problem(
            Kind.REFUSED,
            "not-let-in",
            "This needs a browser that came by a link of `cloakroom console`; programs use the control socket.");
      }
      return handler.handle(request);
    };
  }

  private boolean isLetIn(Optional<Secret> browser) {
    return browsers.may(browser, Browsers.CONSOLE);
  }

  private Reply home(Request request) {
    var browser = request.cookie(Browsers.COOKIE).map(Secret::of);
    if (browser.isEmpty() || !isLetIn(browser)) {
      return Page.titled("Cloakroom")
          .with(
              element("p", "Run `cloakroom console` on this machine for a link that lets you in."))
          .reply(403);
    }
    return Page.titled("Cloakroom").with(asks(), accounts(), leaveForm(browser.get())).reply(200);
  }

  private Html asks() {
    var open = consents.open();
    if (open.isEmpty()) {
      return element("p", "Nobody is waiting for your consent.");
    }
    var items = new ArrayList<Html>();
    for (var request : open) {
      var link = Map.of("href", "/consent/" + request.id());
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

  private static Html leaveForm(Secret browser) {
    var token = Map.of("type", "hidden", "name", "token", "value", Browsers.formToken(browser));
    return element(
        "form",
        Map.of("method", "post", "action", "/leave"),
        element("input", token),
        element("button", Map.of("type", "submit"), Html.text("Leave the console")));
  }

  private Reply leave(Request request) {
    var browser = request.cookie(Browsers.COOKIE).map(Secret::of);
    browser
        .filter(one ->
            Secret.of(Browsers.formToken(one)).equals(Secret.of(request.form("token").orElse(""))))
        .ifPresent(browsers::leave);
    return Reply.seeOther(URI.create("/"));
  }
}
